import { expect } from 'vitest';
import type { Lanes } from '../world/lanes.ts';
import { type Instant, instantsOf, isCertain, nameOf } from './instants.ts';
import { type Play, play } from './play.ts';

export interface Deaths extends Pick<Play, 'scenario' | 'createPlace'> {
  lanes: Lanes;
}

/** Dies at all of these in one play, and everything is as if it had not. */
export async function dieAt({ lanes, ...what }: Deaths, instants: readonly Instant[]): Promise<void> {
  const { deaths } = await lanes.use((world) => play({ world, ...what, dieAt: instants }));
  expect(deaths.toSorted()).toEqual(instants.map(nameOf).toSorted());
}

/** One play with several deaths. */
export interface Round {
  meant: readonly Instant[];
  /** The names of those that came. */
  came: readonly string[];
  /** What was not as if nobody had died, or null. */
  wrong: string | null;
  ms: number;
}

/**
 * So many deaths in one play: what happens after one is as open to the next as what happens without any, and a play
 * that ends right after many deaths has ended right after each.
 */
const DEATHS_IN_A_PLAY = 8;

/**
 * Dies at every instant of a run, spread evenly over plays; each play is told as it is over. What did not come among
 * other deaths, though each run has it, is tried again alone.
 */
export async function dieEverywhere(
  deaths: Deaths,
  tell: (round: Round) => void,
): Promise<{ summary: string; wrong: string[] }> {
  const all = await countInstants(deaths);
  const together = await playRounds(deaths, { rounds: spread(all), tell });
  const came = new Set(together.flatMap((round) => round.came));
  const missed = all.filter((instant) => isCertain(instant) && !came.has(nameOf(instant)));
  const alone = await playRounds(deaths, { rounds: missed.map((instant) => [instant]), tell });
  const never = alone.flatMap((round) => (round.came.length === 0 ? round.meant.map(nameOf) : []));
  const rounds = [...together, ...alone];
  const tried = new Set(rounds.flatMap((round) => round.came));
  const wrong = [
    ...rounds.flatMap((round) =>
      round.wrong === null ? [] : [`${round.meant.map(nameOf).join(', ')}: ${round.wrong}`],
    ),
    ...never.map((name) => `${name}: it did not come`),
  ];
  const summary = `died at ${tried.size} of ${all.length} instants in ${rounds.length} plays; ${wrong.length} wrong`;
  return { summary, wrong };
}

/** The instants of a run without a death. */
async function countInstants({ lanes, ...what }: Deaths): Promise<Instant[]> {
  const { deeds } = await lanes.use((world) => play({ world, ...what }));
  return instantsOf(deeds);
}

/** Each round takes every so manieth, so that its deaths lie far apart. */
function spread(instants: readonly Instant[]): Instant[][] {
  const count = Math.ceil(instants.length / DEATHS_IN_A_PLAY);
  return Array.from({ length: count }, (_, round) => instants.filter((__, index) => index % count === round));
}

function playRounds(
  { lanes, ...what }: Deaths,
  { rounds, tell }: { rounds: readonly Instant[][]; tell: (round: Round) => void },
): Promise<Round[]> {
  const playOne = (meant: Instant[]) =>
    lanes.use(async (world): Promise<Round> => {
      const begun = Date.now();
      try {
        const { deaths } = await play({ world, ...what, dieAt: meant });
        return { meant, came: deaths, wrong: null, ms: Date.now() - begun };
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
