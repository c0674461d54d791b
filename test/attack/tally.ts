/** What an attack has tried, and what went wrong. */
export interface Tally {
  what: string;
  tried: number;
  faults: string[];
}

export interface Attacked {
  seed: number;
  /** How many tries, for attacks at random; undefined is the attack's own number. */
  count: number | undefined;
  /** Only what has this in its name, for attacks of named parts. */
  only: string | undefined;
}

export type Attack = (of: Attacked) => Promise<Tally[]>;

/** Counts attempts; anything that `check` returns or throws is a failure. */
export async function tally(
  what: string,
  tries: readonly (() => Promise<string | null>)[],
  atOnce = 1,
): Promise<Tally> {
  const faults: string[] = [];
  const left = tries.entries();
  const work = async () => {
    for (const [index, check] of left) {
      const fault = await check().catch((error: unknown) => `threw ${String(error)}`);
      if (fault !== null) faults.push(`#${index}: ${fault}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { what, tried: tries.length, faults };
}

/** Numbers below 1 that are the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of these. */
export function pick<T>(random: () => number, from: readonly T[]): T {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}
