import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '..');
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
const TESTS = globSync('test/**/*.test.ts', { cwd: ROOT });

/** vitest takes the beginning of a path, and passes over one that no file has. */
const isThere = (path: string) => existsSync(join(ROOT, path)) || TESTS.some((test) => test.startsWith(path));

const pathsIn = (script: string) => script.split(' ').filter((word) => /^\w+\//.test(word));

it.each(Object.entries(scripts))('each path of npm run %s is there', (_, script) => {
  expect(pathsIn(script).filter((path) => !isThere(path))).toEqual([]);
});

it('would miss one that is gone', () => {
  const gone = pathsIn('vitest run test/layers.test.ts test/features/gone').filter((path) => !isThere(path));
  expect(gone).toEqual(['test/features/gone']);
});
