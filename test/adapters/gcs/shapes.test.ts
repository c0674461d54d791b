import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ObjectResource, ReleaseManifestFile } from '../../../src/adapters/gcs/shapes.ts';

const MANIFEST = {
  schema: 1,
  operation: 'rel_1',
  version: '1.2.0',
  commit: 'a'.repeat(40),
  run: { id: 1, attempt: 1 },
  loader: { path: 'v1.2.0/navi-loader.js', sha384: `sha384-${'A'.repeat(64)}`, size: 10 },
  packages: [{ name: '@awell-health/navi-js', version: '1.2.0', integrity: `sha512-${'A'.repeat(86)}==` }],
};
type Field = keyof typeof MANIFEST;
const FIELDS: readonly Field[] = ['schema', 'operation', 'version', 'commit', 'run', 'loader', 'packages'];

describe('a release manifest', () => {
  it('is taken as the workflow writes it, without what Navi does not use', () => {
    expect(ReleaseManifestFile.parse({ ...MANIFEST, more: 1 })).toEqual(MANIFEST);
  });

  it('of any value is a manifest or none, and nothing is thrown', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, maxDepth: 4 }), (value) => {
        expect(ReleaseManifestFile.safeParse(value).success).toBe(false);
        expect(() => ObjectResource.safeParse(value)).not.toThrow();
      }),
    );
  });

  it('with anything in one field is only taken when that is of its shape', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FIELDS), fc.jsonValue(), (field, value) => {
        const { success, data } = ReleaseManifestFile.safeParse({ ...MANIFEST, [field]: value });
        if (!success) return;
        expect(['operation', 'version', 'packages', 'schema']).toContain(field);
        expect(data[field]).toEqual(value);
      }),
    );
  });

  it.each([
    ['a hash of another kind', { loader: { ...MANIFEST.loader, sha384: `sha256-${'A'.repeat(44)}` } }],
    ['half a megabyte of hash', { loader: { ...MANIFEST.loader, sha384: `sha384-${'A'.repeat(500_000)}!` } }],
    ['a path for a commit', { commit: '../../etc' }],
    ['a size below nothing', { loader: { ...MANIFEST.loader, size: -1 } }],
    [
      'more packages than there can be',
      { packages: Array.from({ length: 501 }, () => MANIFEST.packages[0]) },
    ],
  ])('with %s is none', (_what, change) => {
    expect(ReleaseManifestFile.safeParse({ ...MANIFEST, ...change }).success).toBe(false);
  });
});
