import { createHash } from 'node:crypto';

export const DAY_MS = 86_400_000;

/** A package as the registry has it; times in milliseconds since the epoch. */
export interface Published {
  name: string;
  versions: readonly { version: string; at: number }[];
}

/** Days that a new version needs until half of the downloads are of it. */
const HALF_LIFE_DAYS = 8;
/** A prerelease has hardly any. */
const PRERELEASE_SHARE = 0.01;
const WEEKEND = 0.35;
/** Days a week apart look alike, not the same. */
const NOISE = 0.1;

/** Downloads of each version on a day (days since the epoch): CI runs, fewer on weekends, moving to new versions slowly. */
export function downloadsOn({ name, versions }: Published, day: number): Map<string, number> {
  const there = versions
    .filter(({ at }) => Math.floor(at / DAY_MS) <= day)
    .toSorted((one, other) => other.at - one.at);
  const downloads = new Map<string, number>();
  let left = there.length === 0 ? 0 : totalOn(name, day);
  for (const { version, at } of there) {
    const isOldest = version === there.at(-1)?.version;
    const age = day - Math.floor(at / DAY_MS);
    const adopted = version.includes('-') ? PRERELEASE_SHARE : 1 - 2 ** (-(age + 1) / HALF_LIFE_DAYS);
    const count = isOldest ? left : Math.round(left * adopted);
    if (count > 0) downloads.set(version, count);
    left -= count;
  }
  return downloads;
}

function totalOn(name: string, day: number): number {
  const base = 400 + 1200 * shareOf(name);
  const isWeekend = [0, 6].includes(new Date(day * DAY_MS).getUTCDay());
  const noise = 1 + NOISE * (2 * shareOf(`${name} ${day}`) - 1);
  return Math.round(base * noise * (isWeekend ? WEEKEND : 1));
}

/** From 0 up to 1, the same for the same text. */
function shareOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / 4_294_967_296;
}

export function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
