import type { PointerFacts } from '../../domain/release-facts.ts';
import { LARGEST_LOADER } from '../../domain/surface.ts';
import { parseVersion, tagOf } from '../../domain/version.ts';
import type { ObjectFacts, Objects } from '../../ports/objects.ts';
import { ServiceError } from '../../ports/service-error.ts';
import { servedOf } from './steps/headers.ts';

/** What the bucket holds of one line. */
export interface LineObjects {
  pointer: PointerFacts | undefined;
  /** The pointer as the bucket returns it. */
  facts: ObjectFacts | undefined;
  /** Every pinned loader. */
  pinned: readonly ObjectFacts[];
}

/** The digest of what is larger than any loader: it equals none. */
export const TOO_LARGE = 'unreadable-too-large';

/** The digest of what browsers get; undefined where this generation is gone. A large foreign object stops no rollback. */
export async function loaderDigest(
  objects: Objects,
  { path, generation, contentEncoding: encoding }: ObjectFacts,
): Promise<string | undefined> {
  try {
    return await objects.digest(path, { generation, encoding, maxBytes: LARGEST_LOADER });
  } catch (error) {
    if (error instanceof ServiceError && error.facts.code === 'too-large') return TOO_LARGE;
    throw error;
  }
}

/** How often a pointer is read that is being moved. */
const TRIES = 3;

/**
 * What the line's pointer serves, which pinned object has the same bytes, and which other objects are pinned.
 * `recorded`: the versions to look for, newest first, where the bucket does not list its objects.
 */
export async function readReleaseLine(
  objects: Objects,
  releaseLine: string,
  loader: string,
  recorded?: () => Promise<readonly string[]>,
): Promise<LineObjects> {
  const path = `${releaseLine}/${loader}`;
  const [first, pinned] = await Promise.all([
    objects.stat(path),
    listPinned(objects, releaseLine, loader).catch(async (error: unknown) => {
      if (!(error instanceof ServiceError) || recorded === undefined) throw error;
      return statPinned(objects, await recorded(), loader);
    }),
  ]);
  let facts = first;
  for (let tries = 1; facts !== undefined && tries <= TRIES; tries += 1) {
    const { generation } = facts;
    const sha384 = await loaderDigest(objects, facts);
    const headers = servedOf(facts);
    if (sha384 !== undefined)
      return {
        facts,
        pointer: { generation, sha384, version: pinnedVersionOf(facts, pinned), headers },
        pinned,
      };
    facts = await objects.stat(path);
  }
  if (facts === undefined) return { pointer: undefined, facts, pinned };
  const problem = `${path} is changed again and again while it is read`;
  throw new ServiceError({ service: 'gcs', call: 'digest', kind: 'unknown', problem });
}

/** A file of the same name deeper in a version's folder is no loader. */
async function listPinned(objects: Objects, releaseLine: string, loader: string): Promise<ObjectFacts[]> {
  const all = await objects.list(`${releaseLine}.`);
  return all.filter((one) => {
    const version = versionOf(one);
    return version !== undefined && one.path === `${tagOf(version)}/${loader}`;
  });
}

/** How many recorded versions are looked for one by one. */
const MOST_RECORDED = 20;

async function statPinned(
  objects: Objects,
  versions: readonly string[],
  loader: string,
): Promise<ObjectFacts[]> {
  const newest = versions.slice(0, MOST_RECORDED);
  const found = await Promise.all(newest.map((version) => objects.stat(`${tagOf(version)}/${loader}`)));
  return found.filter((one) => one !== undefined);
}

/** The version of a pinned loader, by its folder. */
export function versionOf({ path }: ObjectFacts): string | undefined {
  return parseVersion(path.slice(0, path.indexOf('/')));
}

function pinnedVersionOf(pointer: ObjectFacts, pinned: readonly ObjectFacts[]): string | undefined {
  const same = pinned
    // A composed object has no MD5.
    .filter((one) => one.md5 !== '' && one.md5 === pointer.md5 && one.size === pointer.size)
    .flatMap((one) => versionOf(one) ?? []);
  return same.find((version) => version === pointer.metadata['naviVersion']) ?? same.at(-1);
}
