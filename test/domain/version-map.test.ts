import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseVersionMap } from '../../src/domain/version-map.ts';

describe('CDN_VERSION_MAP', () => {
  it.each([
    [`export const CDN_VERSION_MAP = { '1.2.0': 'v1.2.0', "1.1.0": "v1.1.0" };`],
    [
      `export const CDN_VERSION_MAP: Record<string, string> = {\n  '1.2.0': 'v1.2.0',\n  '1.1.0': 'v1.1.0',\n};`,
    ],
    [`const CDN_VERSION_MAP = Object.freeze({'1.2.0':'v1.2.0', '1.1.0' : \`v1.1.0\`} as const)`],
    [
      `// CDN_VERSION_MAP is below\nconst CDN_VERSION_MAP = { /* '9.9.9': 'v9.9.9', */ '1.2.0': 'v1.2.0', // '8.0.0': 'v8'\n '1.1.0': 'v1.1.0' }`,
    ],
  ])('is read out of %j', (source) => {
    expect(parseVersionMap(source)).toEqual({ '1.2.0': 'v1.2.0', '1.1.0': 'v1.1.0' });
  });

  it.each([
    [''],
    ['export const OTHER = { "1.2.0": "v1.2.0" };'],
    ['export const CDN_VERSION_MAP = { "1.2.0": "v1.2.0"'],
    ['export const CDN_VERSION_MAP = load();'],
  ])('is not found in %j', (source) => {
    expect(parseVersionMap(source)).toBeUndefined();
  });

  it('keeps a key of any name as data', () => {
    const found = parseVersionMap(`CDN_VERSION_MAP = { '__proto__': 'v1', 'constructor': 'v2' }`);

    expect(Object.keys(found ?? {})).toEqual(['__proto__', 'constructor']);
  });

  it('gives entries or undefined for any text, never anything else', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'CDN_VERSION_MAP',
        ' = ',
        '{',
        '}',
        '/*',
        '*/',
        '//',
        '\n',
        '"1.2.0"',
        ':',
        "'v1'",
        '`',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const found = parseVersionMap(pieces.join(''));
        for (const [version, folder] of Object.entries(found ?? {})) {
          expect(version.length).toBeGreaterThan(0);
          expect(folder.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  // Each would keep a backtracking pattern busy for hours: half a megabyte, squared.
  it.each([
    ['names', 'CDN_VERSION_MAP'],
    ['openings', 'CDN_VERSION_MAP={'],
    ['openings behind white space', 'CDN_VERSION_MAP=   \n '],
    ['comments that never end', '/*'],
    ['comment ends that never began', '*/'],
    ['quotes', '"'],
    ['keys', '"a" : '],
    ['slashes', '/'],
  ])('is looked for in bounded time among half a megabyte of %s', (_what, piece) => {
    const source = piece.repeat(Math.ceil(500_000 / piece.length));

    expect(parseVersionMap(source)).toBeUndefined();
    expect(parseVersionMap(`CDN_VERSION_MAP = { '1.2.0': 'v1.2.0' }; ${source}`)).toBeDefined();
    expect(
      Object.keys(
        parseVersionMap(`CDN_VERSION_MAP = { ${piece === 'CDN_VERSION_MAP={' ? '' : source} }`) ?? {},
      ).length,
    ).toBeLessThan(2);
  });
});
