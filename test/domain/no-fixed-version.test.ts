import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
/** A version that a reader could take for theirs; `vX.Y.Z` says how one is typed. */
const VERSION = /(?<![\w.^~-])v?\d+\.\d+\.\d+(?!\w|\.\d)/;

/** Comments are for those who read the code; everything else may be said to people. */
function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(ROOT, folder), { recursive: true });
  return entries.filter((name) => /\.(ts|js)$/.test(name)).map((name) => join(folder, name));
}

/** Addresses of machines, not versions. */
const ADDRESSES = /\b(?:127|0|10|169|172|192|224|240|255)\.\d+\.\d+(?:\.\d+)?/g;

/** The least version of a program that Navi needs, named as what it is: no version of what is released. */
const NEEDED = /^const [A-Z_]+ = '\d+\.\d+\.\d+';$/;

it('no text that people read holds a fixed version: a hint that is followed must be right', async () => {
  const files = (await Promise.all(['src', 'commands'].map(filesIn))).flat();
  expect(files.length).toBeGreaterThan(200);
  const found: string[] = [];
  for (const file of files) {
    const source = withoutComments(await readFile(join(ROOT, file), 'utf8')).replace(ADDRESSES, '');
    for (const line of source.split('\n'))
      if (VERSION.test(line) && !NEEDED.test(line)) found.push(`${file}: ${line.trim()}`);
  }
  expect(found).toEqual([]);
});

it('the scan finds one', () => {
  expect(VERSION.test("next: 'Name a version, as /navi rollback v1.0.0.'")).toBe(true);
  expect(VERSION.test("examples: ['release 1.2.0']")).toBe(true);
  expect(VERSION.test("next: 'as vX.Y.Z'")).toBe(false);
});
