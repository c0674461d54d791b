import { Packument, publishedFrom } from '../../../src/adapters/npm/packument.ts';

/** A package with 1.0.0 published, as Navi reads it from a registry that answers with these times. */
export function parsedPackument(time: Record<string, unknown> | undefined) {
  const versions = { '1.0.0': { dist: {} } };
  return publishedFrom(Packument.parse({ name: 'a', 'dist-tags': {}, versions, time }));
}
