import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { slowFirst } from './slow-first.ts';

const ROOT = join(import.meta.dirname, '../..');

it('starts slow files first, and leaves the others in their order', () => {
  const files = [
    'test/domain/b.test.ts',
    'test/e2e/x.test.ts',
    'test/domain/a.test.ts',
    'test/e2e/browser.test.ts',
  ];
  expect(slowFirst(files, (file) => file)).toEqual([
    'test/e2e/browser.test.ts',
    'test/e2e/x.test.ts',
    'test/domain/b.test.ts',
    'test/domain/a.test.ts',
  ]);
});

it('knows slow files and folders that are there', () => {
  const source = readFileSync(join(ROOT, 'test/report/slow-first.ts'), 'utf8');
  const named = [...source.matchAll(/^ {2}'(test\/[^']+)',$/gm)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
