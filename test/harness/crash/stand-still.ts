import { setTimeout as wait } from 'node:timers/promises';
import type { Play, Played } from './play.ts';
import { openReplicas } from './replicas.ts';
import { untilDone } from './scenario.ts';

/**
 * A person's command may wait for a paused process while the others have nothing to do. Longer than PostgreSQL lets a
 * session stand still in a transaction.
 */
const LONGEST_MS = 13_000;
/** What a woken process might still do comes at the latest with its next look at what is due. */
const SETTLED_MS = 3_000;

/**
 * Plays a scenario with so many processes on one store, where each hit is a SIGSTOP past the lease, and counts when
 * everybody has gone on.
 */
export async function playInTurns(count: number, { hitAt = [], ...what }: Play): Promise<Played> {
  const relay = { longestMs: LONGEST_MS };
  const replicas = await openReplicas({ ...what, count, stopAt: hitAt, relay });
  const { members, stage, timeline } = replicas;
  const { scenario } = what;
  try {
    await scenario.begin(stage);
    await untilDone(scenario, stage);
    replicas.goOn();
    await wait(SETTLED_MS);
    await untilDone(scenario, stage);
    if (!members.every(({ navi }) => navi.isAlive())) throw new Error('a process did not outlive its pause');
    await Promise.all(members.map(({ navi }) => navi.stop()));
    await scenario.check(stage);
    return { actions: timeline.actions(), hits: timeline.hits() };
  } catch (error) {
    const story = members.map(({ navi }) => navi.output()).join('\n-- and the other --\n');
    throw new Error(`${timeline.hits().join('; ')}\n${story}`, { cause: error });
  } finally {
    await replicas.close();
  }
}
