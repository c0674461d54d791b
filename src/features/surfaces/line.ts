import type { PointerFacts } from '../../domain/release-facts.ts';
import { LARGEST_LOADER } from '../../domain/surface.ts';
import { parseVersion } from '../../domain/version.ts';
import type { ObjectFacts, Objects } from '../../ports/objects.ts';
import { servedOf } from './steps/headers.ts';

/** What the bucket holds of one line. */
export interface LineObjects {
  pointer: PointerFacts | undefined;
  /** The pointer as the bucket returns it. */
  facts: ObjectFacts | undefined;
  /** Every pinned loader. */
  pinned: readonly ObjectFacts[];
}

/** What the line's pointer serves, which pinned object has the same bytes, and which other objects are pinned. */
export async function readReleaseLine(
  objects: Objects,
  releaseLine: string,
  loader: string,
): Promise<LineObjects> {
  const [facts, all] = await Promise.all([
    objects.stat(`${releaseLine}/${loader}`),
    objects.list(`${releaseLine}.`),
  ]);
  const pinned = all.filter((one) => one.path.endsWith(`/${loader}`));
  if (facts === undefined) return { pointer: undefined, facts, pinned };
  const { path, generation, contentEncoding: encoding } = facts;
  const sha384 = await objects.digest(path, { generation, encoding, maxBytes: LARGEST_LOADER });
  if (sha384 === undefined) throw new Error(`${path} was changed while it was read; ask again`);
  const headers = servedOf(facts);
  return { facts, pointer: { generation, sha384, version: pinnedVersionOf(facts, pinned), headers }, pinned };
}

/** The version of a pinned loader, by its folder. */
export function versionOf({ path }: ObjectFacts): string | undefined {
  return parseVersion(path.slice(0, path.indexOf('/')));
}

function pinnedVersionOf(pointer: ObjectFacts, pinned: readonly ObjectFacts[]): string | undefined {
  const same = pinned
    .filter((one) => one.md5 === pointer.md5 && one.size === pointer.size)
    .flatMap((one) => versionOf(one) ?? []);
  return same.find((version) => version === pointer.metadata['naviVersion']) ?? same.at(-1);
}
