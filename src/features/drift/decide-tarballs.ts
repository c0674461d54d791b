import type { NpmRecord } from './stored-record.ts';

/** So many tarballs of other versions are downloaded a day: a registry's reads are limited. */
const OTHERS = 10;

/**
 * The versions whose tarballs are downloaded on this day: each day those of the live version and of the one that a rollback
 * restores, and of the others ten in turn. `day` counts days. Pure.
 */
export function decideTarballs(records: readonly NpmRecord[], day: number): NpmRecord[] {
  const others = records
    .filter(({ isNeeded }) => !isNeeded)
    .toSorted((a, b) => (npmKey(a) < npmKey(b) ? -1 : 1));
  const count = Math.min(OTHERS, others.length);
  const begin = others.length === 0 ? 0 : (day * OTHERS) % others.length;
  const inTurn = Array.from({ length: count }, (_, nth) => others[(begin + nth) % others.length]);
  return [...records.filter(({ isNeeded }) => isNeeded), ...inTurn.filter((one) => one !== undefined)];
}

/** `name@version`. */
export function npmKey({ name, version }: Pick<NpmRecord, 'name' | 'version'>): string {
  return `${name}@${version}`;
}
