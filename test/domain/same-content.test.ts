import { describe, expect, it } from 'vitest';
import { isSameText, roleOf } from '../../src/domain/same-content.ts';

const OWN = ['@a/core', '@a/js'];
const json = (of: object) => JSON.stringify(of);
const map = (entries: string) => `export const CDN_VERSION_MAP = {\n${entries}};\nexport const other = 1;\n`;
const lock = (version: string, integrity: string) =>
  json({
    packages: {
      'packages/core': { version },
      'node_modules/@a/core': { link: true, resolved: 'packages/core' },
      'node_modules/zod': { version: '4.0.0', integrity },
    },
  });

describe('a file is the same content', () => {
  it.each([
    [
      'another version',
      'package-file',
      json({ name: 'x', version: '1.3.0-beta.1' }),
      json({ name: 'x', version: '1.3.0' }),
      true,
    ],
    [
      'another range of a package of the workspace',
      'package-file',
      json({ dependencies: { '@a/core': '^1.3.0-beta.1' } }),
      json({ dependencies: { '@a/core': '^1.3.0' } }),
      true,
    ],
    ['other order and blanks', 'package-file', '{"a":1,"b":2}', '{ "b": 2, "a": 1 }', true],
    [
      'a new dependency on a package of the workspace',
      'package-file',
      json({ dependencies: {} }),
      json({ dependencies: { '@a/js': '1' } }),
      false,
    ],
    [
      'another range of another package',
      'package-file',
      json({ dependencies: { zod: '^4' } }),
      json({ dependencies: { zod: '^5' } }),
      false,
    ],
    [
      'a version within another field',
      'package-file',
      json({ engines: { version: '1' } }),
      json({ engines: { version: '2' } }),
      false,
    ],
    ['other scripts', 'package-file', json({ scripts: { a: 'b' } }), json({ scripts: { a: 'c' } }), false],
    ['no JSON', 'package-file', '{', '{ ', false],
    [
      'a new entry of the map',
      'version-map',
      map(`  '1.2.0': 'v1.2.0',\n`),
      map(`  '1.2.0': 'v1.2.0',\n  '1.3.0': 'v1.3.0',\n`),
      true,
    ],
    ['other code beside the map', 'version-map', map(''), map('').replace('= 1', '= 2'), false],
    ['code within the map', 'version-map', map(`  '1.2.0': 'v1.2.0',\n`), map(`  '1.2.0': base(),\n`), false],
    [
      'another version of the workspace',
      'lockfile',
      lock('1.3.0-beta.1', 'sha512-a'),
      lock('1.3.0', 'sha512-a'),
      true,
    ],
    ['other content from outside', 'lockfile', lock('1.3.0', 'sha512-a'), lock('1.3.0', 'sha512-b'), false],
    ['a file that is new', 'lockfile', null, lock('1.3.0', 'sha512-a'), false],
    ['a file that is nowhere', 'lockfile', null, null, true],
  ] as const)('with %s', (_, role, before, now, isSame) => {
    expect(isSameText(role, { before, now }, OWN)).toBe(isSame);
  });

  it.each([
    ['packages/js/src/index.ts', 'code'],
    ['packages/js/package.json', 'package-file'],
    ['packages/js/src/package.json', 'code'],
    ['packages/js/CHANGELOG.md', null],
    ['packages/js/docs/CHANGELOG.md', 'code'],
    ['packages/js/src/shared.ts', 'version-map'],
    ['package-lock.json', 'lockfile'],
    ['.changeset/new.md', null],
    ['README.md', null],
    ['packages/js-other/src/index.ts', null],
  ])('%s is compared as %s', (path, role) => {
    expect(roleOf(path, { dirs: ['packages/js'], versionMap: 'packages/js/src/shared.ts' })).toBe(role);
  });
});
