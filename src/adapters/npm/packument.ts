import { z } from 'zod';
import type { PublishedPackage, PublishedVersion } from '../../ports/registry.ts';

const Version = z.looseObject({
  dist: z.looseObject({ integrity: z.string().optional(), tarball: z.string().optional() }),
  // Some old packages have a boolean here.
  deprecated: z.union([z.string(), z.boolean()]).optional(),
});

/**
 * A package on the registry. All unknown fields are preserved, because a deprecation writes the whole document back.
 */
export const Packument = z.looseObject({
  name: z.string(),
  'dist-tags': z.record(z.string(), z.string()).default({}),
  versions: z.record(z.string(), Version).default({}),
  // Every version that was ever published keeps its time here, including unpublished ones.
  time: z.record(z.string(), z.unknown()).optional(),
});
export type Packument = z.infer<typeof Packument>;

const WholePackage = z.object({ versions: z.array(z.string()) });

/** A packument with every version ever published may be long. Bytes. */
export const PACKUMENT_LIMIT = 64 * 1024 * 1024;

export function pathOf(name: string): string {
  return `/${name.replace('/', '%2f')}`;
}

export function publishedFrom(packument: Packument): PublishedPackage {
  const versions = Object.entries(packument.versions).map(([version, found]): [string, PublishedVersion] => {
    const { integrity = '' } = found.dist;
    const message = typeof found.deprecated === 'string' ? found.deprecated : '';
    return [version, message === '' ? { integrity } : { integrity, deprecated: message }];
  });
  return {
    distTags: packument['dist-tags'],
    versions: Object.fromEntries(versions),
    unpublished: unpublishedOf(packument),
  };
}

/** One version's part; `__proto__` and similar keys are not versions. */
export function versionIn(packument: Packument | undefined, version: string) {
  if (packument === undefined || !Object.hasOwn(packument.versions, version)) return undefined;
  return packument.versions[version];
}

/**
 * Versions in a form that a registry accepts: it may return a deprecation that is not a string, and then refuses the
 * whole package with "deprecations must be strings" (github.com/npm/cli/issues/9803). One that was `true` stays a
 * deprecation.
 */
export function withTextOnly(versions: Packument['versions']): Packument['versions'] {
  return Object.fromEntries(
    Object.entries(versions).map(([version, { deprecated, ...rest }]) => {
      const text = deprecated === true ? 'This version is deprecated.' : deprecated;
      return [version, typeof text === 'string' ? { ...rest, deprecated: text } : rest];
    }),
  );
}

/** `time` has `created`, `modified`, each version, and `unpublished` where the whole package was unpublished. */
function unpublishedOf({ time = {}, versions }: Packument): string[] {
  const all = WholePackage.safeParse(time['unpublished']);
  const known = Object.keys(time).filter((key) => /^\d+\.\d+\.\d+/.test(key));
  return [...known, ...(all.success ? all.data.versions : [])].filter((one) => !Object.hasOwn(versions, one));
}
