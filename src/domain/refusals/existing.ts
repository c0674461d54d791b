import { type Catalogue, MAINTAINERS, releaseInstead } from './catalogue.ts';

/** A version that exists already in part, though Navi did not release it. */
export const OF_EXISTING = {
  'object-exists': ({ path, md5, at, by, next }) => ({
    text: `${path} already exists (md5 ${md5}, written ${at}${by === null ? ', not by Navi' : ` by ${by}`}), and its content was not approved.`,
    who: MAINTAINERS,
    next: `${releaseInstead(next)} A pinned object is never overwritten.`,
  }),
  'npm-version-exists': ({ package: name, version, integrity, built, next }) => ({
    text: `${name}@${version} is already on npm (${integrity.slice(0, 19)}…, ${comparedWith(built, integrity)}), and Navi did not release it.`,
    who: MAINTAINERS,
    next: `Raise the version of ${name}: npm accepts each version only once. ${releaseInstead(next)}`,
  }),
  'npm-version-unpublished': ({ package: name, version, next }) => ({
    text: `${name}@${version} was unpublished from npm; npm never accepts it again.`,
    who: MAINTAINERS,
    next: `Raise the version of ${name}. ${releaseInstead(next)}`,
  }),
} satisfies Partial<Catalogue>;

function comparedWith(built: { integrity: string; from: string } | null, integrity: string): string {
  if (built === null) return 'no build is known to compare it with';
  return built.integrity === integrity
    ? `the bytes that ${built.from} names`
    : `not the bytes that ${built.from} names: ${built.integrity.slice(0, 19)}…`;
}
