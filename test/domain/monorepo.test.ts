import { describe, expect, it } from 'vitest';
import { parsePackageFile, workspaceFolders } from '../../src/adapters/github/monorepo-files.ts';
import { entryOf, hasContent, hasEntry } from '../../src/domain/changelog.ts';
import { accessOf } from '../../src/domain/monorepo.ts';
import { packageChange } from '../../src/domain/package-change.ts';
import { fits, isServable } from '../../src/domain/range.ts';
import { sampleMove } from '../harness/samples/sample-release.ts';

describe('a changelog', () => {
  it.each([
    '## 1.2.0',
    '## [1.2.0](https://example.com/compare) (2026-11-20)',
    '## [1.2.0] - 2026-11-20',
    '# [1.2.0](https://example.com)',
    '## 1.2.0 (2026-11-20)',
    '## v1.2.0',
    '### Version 1.2.0',
    '## @awell-health/navi-core@1.2.0',
    '## 1.2.0\r',
    '1.2.0 / 2026-11-20\n==================',
  ])('has an entry as %j', (heading) => {
    expect(hasEntry(`# Changes\n\n${heading}\n\n- Something.\n`, '1.2.0')).toBe(true);
  });

  it.each(['## 1.2.0-rc.1', '## 11.2.0', '## 1.2.01', 'about 1.2.0', '## Next (1.2.0)', '- 1.2.0', ''])(
    'has none as %j',
    (heading) => {
      expect(hasEntry(`# Changes\n\n${heading}\n`, '1.2.0')).toBe(false);
    },
  );
});

describe('the entry of a version', () => {
  it.each([
    ['## 1.2.0\n\n### Minor Changes\n\n- New.\n\n## 1.1.0\n\n- Old.\n', '### Minor Changes\n\n- New.'],
    ['1.2.0 / 2026-11-20\n=====\n\n  * New.\n\n1.1.0 / 2026-10-01\n=====\n\n  * Old.\n', '* New.'],
    ['## 1.2.0\r\n\r\n- New.\r\n', '- New.'],
    ['## 1.2.0\n\n## 1.1.0\n\n- Old.\n', ''],
    ['## 1.1.0\n\n- Old.\n', undefined],
  ])('of %j is %j', (changelog, entry) => {
    expect(entryOf(`# Changes\n\n${changelog}`, '1.2.0')).toBe(entry);
  });

  it.each([
    ['- Something.', true],
    ['### Patch Changes\n\n- Updated dependencies [abc1234]', true],
    ['Kleine Änderung', true],
    ['<!-- a comment --> but a text', true],
    ['', false],
    ['### Minor Changes\n\n### Patch Changes', false],
    ['- \n-\n***', false],
    ['<!-- to be\nwritten -->\n\n<!-- open', false],
    ['[1.2.0]: https://example.com/compare', false],
  ])('%j says something: %s', (entry, expected) => {
    expect(hasContent(entry)).toBe(expected);
  });
});

describe('a range', () => {
  it.each([
    ['^1.2.0', true, true],
    ['~1.1.0', false, true],
    ['workspace:^', true, false],
    ['workspace:~', true, false],
    ['workspace:*', true, false],
    ['workspace:^1.2.0', true, false],
    ['workspace:1.1.0', false, false],
    ['workspace:../navi-core', true, false],
    ['catalog:', true, false],
    ['catalog:react18', true, false],
    ['link:../navi-core', true, false],
    ['file:../navi-core', true, false],
    ['../navi-core', true, false],
    ['npm:@awell-health/navi-core@^1.2.0', true, true],
    ['npm:@awell-health/navi-core@^1.3.0', false, true],
    ['latest', false, true],
  ])('%s fits 1.2.0: %s, a registry can serve it: %s', (range, fit, servable) => {
    expect([fits('1.2.0', range), isServable(range)]).toEqual([fit, servable]);
  });
});

describe('access', () => {
  it.each([
    ['@a/b', 'restricted', true, 'restricted'],
    ['@a/b', 'public', false, 'public'],
    ['@a/b', undefined, true, null],
    ['@a/b', undefined, false, 'restricted'],
    ['b', undefined, false, null],
  ] as const)('of %s, declared %s, on npm %s: %s', (name, access, isOnNpm, wanted) => {
    expect(accessOf({ name, access }, { isOnNpm })).toBe(wanted);
  });
});

describe('what a release does to a package', () => {
  it.each([
    [{}, { is: 'goes-live', from: '1.1.0', to: '1.2.0', isPublished: false }],
    [{ changes: false }, { is: 'goes-live', from: '1.1.0', to: '1.2.0', isPublished: true }],
    [
      { before: '2.0.0-rc.0', movesLatest: false },
      { is: 'is-published', version: '1.2.0', latest: '2.0.0-rc.0' },
    ],
    [
      { changes: false, movesLatest: false },
      { is: 'stays', at: '1.2.0' },
    ],
    [
      { ships: 'cdn', movesLatest: false },
      { is: 'goes-live', from: '1.1.0', to: '1.2.0', isPublished: false },
    ],
  ] as const)('%j is %j', (move, wanted) => {
    expect(packageChange(sampleMove('navi-core', move))).toEqual(wanted);
  });
});

describe('files of the monorepo', () => {
  it('are read past a byte order mark, as npm does', () => {
    expect(parsePackageFile('\uFEFF{"name":"a","version":"1.0.0"}')).toMatchObject({
      is: 'read',
      value: { name: 'a' },
    });
  });

  it('say where npm would publish', () => {
    const text = (publishConfig: object) => JSON.stringify({ name: '@a/b', version: '1.0.0', publishConfig });
    const registry = 'https://registry.example/';
    expect(parsePackageFile(text({ registry }))).toMatchObject({ value: { registry } });
    expect(parsePackageFile(text({ '@a:registry': registry }))).toMatchObject({ value: { registry } });
    expect(parsePackageFile(text({ '@c:registry': registry }))).toMatchObject({
      value: { registry: undefined },
    });
  });

  it('name the folders of the workspace', () => {
    const paths = ['package.json', 'a/package.json', 'packages/b/package.json', 'packages/c/d/package.json'];
    const folders = (...workspaces: string[]) => workspaceFolders(JSON.stringify({ workspaces }), paths);
    expect(folders('packages/*')).toEqual(['packages/b']);
    expect(folders('./a/', 'packages/**')).toEqual(['a', 'packages/b', 'packages/c/d']);
    expect(folders('packages/**', '!packages/c/**')).toEqual(['packages/b']);
    expect(folders()).toEqual([]);
    expect(workspaceFolders('{}', paths)).toBeUndefined();
  });
});
