import { type Catalogue, releaseInstead } from './catalogue.ts';

const engineers = 'anyone who merges to the default branch';

/** What of a version exists already, though no release of Navi made it live. */
export const OF_EXISTING = {
  'object-exists': ({ path, md5, at, by, next }) => ({
    text: `${path} exists already (md5 ${md5}, written ${at} by ${by ?? 'somebody else than Navi'}), and nobody has approved its bytes.`,
    who: engineers,
    next: `${releaseInstead(next)} A pinned object is never overwritten.`,
  }),
  'npm-version-exists': ({ package: name, version, integrity, next }) => ({
    text: `${name}@${version} is on npm already (${integrity.slice(0, 19)}…), and no release of Navi made it live.`,
    who: engineers,
    next: `Raise the version of ${name}: npm never takes a version twice. ${releaseInstead(next)}`,
  }),
  'npm-version-unpublished': ({ package: name, version, next }) => ({
    text: `${name}@${version} was on npm and was unpublished; npm never takes it again.`,
    who: engineers,
    next: `Raise the version of ${name}. ${releaseInstead(next)}`,
  }),
} satisfies Partial<Catalogue>;
