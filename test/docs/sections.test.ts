import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
/** As messages name a section: `docs/operations.md, "The record differs"`. */
const SECTION = /(?<page>docs\/[a-z-]+\.md), "(?<title>[^"]+)"/g;

const named = globSync(['src/**/*.ts', 'commands/*.ts'], { cwd: ROOT }).flatMap((file) =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(SECTION)].map(({ groups }) => ({
    ...{ file, page: groups?.['page'] ?? '', title: groups?.['title'] ?? '' },
  })),
);

it('finds the sections that messages name', () => {
  expect(named.length).toBeGreaterThan(5);
});

it.each(named)('$page has "$title", as $file says', ({ page, title }) => {
  const headings = readFileSync(join(ROOT, page), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('#'));
  expect(headings.map((line) => line.replace(/^#+ /, ''))).toContain(title.replaceAll('’', "'"));
});
