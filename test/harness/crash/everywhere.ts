import { expect } from 'vitest';
import { type Part, sliceAsked, sliceOf } from '../../long/slice.ts';
import { type Instant, instantsOf, isAmong, isCertain, nameOf } from './instants.ts';
import type { Play, Played } from './play.ts';
import type { Pool } from './pool.ts';

/** A scenario, and how it is played: what a hit is. */
export interface Hits extends Pick<Play, 'scenario' | 'createPlace'> {
  pool: Pool;
  playWith(play: Play): Promise<Played>;
}

/** Is hit at all of these in one play, and everything is as if it had not been. */
export async function hitAt(hits: Hits, instants: readonly Instant[]): Promise<void> {
  const played = await playOnce(hits, instants);
  expect(played.hits.toSorted()).toEqual(instants.map(nameOf).toSorted());
}

/** One play with several hits. */
export interface Round {
  meant: readonly Instant[];
  /** The names of those that came. */
  came: readonly string[];
  /** The difference to a run without deaths, or null. */
  wrong: string | null;
  ms: number;
}

export interface Everywhere extends Hits {
  /** Every so manieth instant; 1 is all of them. */
  every: number;
  /** Those that every slice has. */
  always?: readonly Instant[];
  /** Which part of its suite this is, where a slice does not take some of each. */
  part?: Part;
  /** Told of each play as it is over. */
  tell(round: Round): void;
}

/**
 * So many hits in one play: what happens after one is as open to the next as what happens without any, and a play
 * that ends right after many hits has ended right after each.
 */
const HITS_IN_A_PLAY = 8;

/**
 * Is hit at the instants of a run (those of the slice that was asked for), spread evenly over plays. What did not come among
 * other hits, though each run has it, is tried again alone.
 */
export async function hitEverywhere({
  every,
  always = [],
  part,
  tell,
  ...hits
}: Everywhere): Promise<{ summary: string; wrong: string[] }> {
  const { actions } = await playOnce(hits, []);
  // A bundle with a `pg` of its own would have none: crash-preload.ts watches the package.
  if (!actions.some(({ is }) => is === 'commit')) throw new Error('no commit of this store was seen');
  const found = instantsOf(actions);
  const sliced = sliceOf(
    found.filter((_, index) => index % every === 0),
    sliceAsked(),
    part,
  );
  const all = [
    // In the order of the run, so that those of one play lie apart.
    ...found.filter((instant) => isAmong(always, instant) || isAmong(sliced, instant)),
    ...always.filter((instant) => !isAmong(found, instant)),
  ];
  const together = await playRounds(hits, { rounds: spread(all), tell });
  const came = new Set(together.flatMap((round) => round.came));
  const missed = all.filter(
    (instant) => (isCertain(instant) || isAmong(always, instant)) && !came.has(nameOf(instant)),
  );
  const alone = await playRounds(hits, { rounds: missed.map((instant) => [instant]), tell });
  const never = alone.flatMap((round) => (round.came.length === 0 ? round.meant.map(nameOf) : []));
  const rounds = [...together, ...alone];
  const tried = new Set(rounds.flatMap((round) => round.came));
  const wrong = [
    ...rounds.flatMap((round) =>
      round.wrong === null ? [] : [`${round.meant.map(nameOf).join(', ')}: ${round.wrong}`],
    ),
    ...never.map((name) => `${name}: it did not come`),
  ];
  const summary = `hit at ${tried.size} of ${found.length} instants in ${rounds.length} plays; ${wrong.length} wrong`;
  return { summary, wrong };
}

/** Each round takes every so manieth, so that its hits lie far apart. */
function spread(instants: readonly Instant[]): Instant[][] {
  const count = Math.ceil(instants.length / HITS_IN_A_PLAY);
  return Array.from({ length: count }, (_, round) => instants.filter((__, index) => index % count === round));
}

function playOnce({ pool, playWith, ...what }: Hits, instants: readonly Instant[]): Promise<Played> {
  return pool.use((world) => playWith({ world, ...what, hitAt: instants }));
}

function playRounds(
  { pool, playWith, ...what }: Hits,
  { rounds, tell }: { rounds: readonly Instant[][]; tell: (round: Round) => void },
): Promise<Round[]> {
  const playOne = (meant: Instant[]) =>
    pool.use(async (world): Promise<Round> => {
      const begun = Date.now();
      try {
        const { hits } = await playWith({ world, ...what, hitAt: meant });
        return { meant, came: hits, wrong: null, ms: Date.now() - begun };
      } catch (error) {
        return { meant, came: [], wrong: told(error), ms: Date.now() - begun };
      }
    });
  return Promise.all(
    rounds.map(async (meant) => {
      const round = await playOne(meant);
      tell(round);
      return round;
    }),
  );
}

function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${told(error.cause)}\n${error.message}`;
}
