import { expect } from 'vitest';
import type { Lanes } from '../world/lanes.ts';
import { type Instant, instantsOf, isCertain, nameOf } from './instants.ts';
import { type Play, play } from './play.ts';

export interface Deaths extends Pick<Play, 'scenario' | 'createPlace'> {
  lanes: Lanes;
}

/** The instants of a run without a death. */
async function countInstants({ lanes, ...what }: Deaths): Promise<Instant[]> {
  const { deeds } = await lanes.use((world) => play({ world, ...what }));
  return instantsOf(deeds);
}

/** Dies there, once, and everything is as if it had not. */
export async function dieAt({ lanes, ...what }: Deaths, instant: Instant): Promise<void> {
  const { died } = await lanes.use((world) => play({ world, ...what, dieAt: instant }));
  expect({ instant: nameOf(instant), died }).toEqual({ instant: nameOf(instant), died: true });
}

/** Of the instants whose number differs from run to run, such as claims of duties, one in this many is taken. */
const ONE_IN = 6;

/**
 * Every instant that each run has, and a part of the others; gives what went wrong, by instant. An instant that does
 * not come is wrong only when each run has it.
 */
export async function dieEverywhere(deaths: Deaths): Promise<{ summary: string; wrong: string[] }> {
  const { lanes, ...what } = deaths;
  const all = await countInstants(deaths);
  const chosen = all.filter((instant, index) => isCertain(instant) || index % ONE_IN === 0);
  let missed = 0;
  const wrong: string[] = [];
  const cases = chosen.map(async (instant) => {
    try {
      const { died } = await lanes.use((world) => play({ world, ...what, dieAt: instant }));
      if (!died) missed += 1;
      if (!died && isCertain(instant)) wrong.push(`${nameOf(instant)}: it did not come`);
    } catch (error) {
      wrong.push(`${nameOf(instant)}: ${told(error)}`);
    }
  });
  await Promise.all(cases);
  const summary = `${chosen.length} of ${all.length} instants tried, ${missed} did not come, ${wrong.length} wrong`;
  return { summary, wrong };
}

function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${told(error.cause)}\n${error.message}`;
}
