import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { cardOffering } from '../harness/crash/people.ts';
import type { NaviProcess } from '../harness/process/plugged.ts';
import { until } from '../harness/until.ts';
import { controlOf } from '../harness/world/control.ts';
import { needed } from './postgres.ts';
import { type Attacked, createRandom, type Tally, tally } from './tally.ts';
import { openTrial, putBackIn, releaseIn, rollBackIn, type Trial, troubleAfter } from './trial.ts';

/** Between two hits: up to this, or up to twice what a start takes on this machine. Milliseconds. */
const LONGEST_MS = 5_000;
const TIMES_A_START = 2;
/** A stop of the process lasts up to this: past its lease (9 s) at times. */
const LONGEST_STOP_MS = 14_000;
const ROUNDS = 3;
/** A look of the drift monitor, on a busy machine. */
const LOOK_MS = 2_000;
const PATIENCE_MS = 120_000;

const Moved = z.object({ generation: z.string() });

export interface Hits {
  kills: number;
  stops: number;
}

/**
 * Real processes are killed (SIGKILL, then started again) or stopped (SIGSTOP, then SIGCONT) at instants at random
 * during a release, a put-back of its Git tag and of its pointer, and a rollback, their deliveries included; on SQLite, and two replicas on PostgreSQL in turn.
 */
export async function attackKills({ seed, count = ROUNDS }: Attacked): Promise<Tally[]> {
  const random = createRandom(seed);
  const hits: Hits = { kills: 0, stops: 0 };
  const rounds = Array.from({ length: count }, (_, round) => () => playRound(round, random, hits));
  const { tried, faults } = await tally('', rounds);
  return [
    {
      what: `release, put-backs of its tag and its pointer, and rollback, ${hits.kills} times SIGKILL and ${hits.stops} times SIGSTOP`,
      tried,
      faults,
    },
  ];
}

async function playRound(round: number, random: () => number, hits: Hits): Promise<string | null> {
  const isShared = round % 2 === 1;
  const database = isShared ? await needed() : undefined;
  const trial = await openTrial({
    ...(database && { place: { url: database.url }, replicas: 2 }),
    pace: { stepSeconds: 0.2, purgeSeconds: 1, npmLagSeconds: 1 },
  });
  try {
    const hitting = { random, hits };
    const releases = [await during(trial, hitting, () => releaseIn(trial, '1.2.0'))];
    await trial.clone.moveTag('v1.2.0');
    await skipToAlert(trial);
    await during(trial, hitting, () => putBackIn(trial, '1.2.0'));
    await skipToQuiet(trial);
    const moved = await controlOf(trial.world.urls['gcs'] ?? '').post('move', {});
    const byHand = [Moved.parse(moved).generation];
    await skipToAlert(trial);
    const putBacks = [await during(trial, hitting, () => putBackIn(trial, '1.2.0'))];
    const rollbacks = [await during(trial, hitting, () => rollBackIn(trial, '1.1.0'))];
    const expected = { releases, rollbacks, putBacks, byHand, restoredTags: 1, live: '1.1.0' };
    return await troubleAfter(trial, expected);
  } finally {
    await trial.close();
    await database?.drop();
  }
}

/** The drift monitor looks, in a world whose time passes quickly, until a card offers to put back what it found. */
const skipToAlert = (trial: Trial) => skip(trial, 'an alert', (isOffered) => isOffered);
const skipToQuiet = (trial: Trial) => skip(trial, 'the end of the alert', (isOffered) => !isOffered);

async function skip({ world }: Trial, what: string, isThere: (isOffered: boolean) => boolean): Promise<void> {
  await until(
    what,
    async () => {
      if (isThere((await cardOffering(world, 'navi.put-back')) !== undefined)) return true;
      await world.tell('clock', { advance: '20s' });
      await pause(LOOK_MS);
      return undefined;
    },
    PATIENCE_MS,
  );
}

/** Hits one process after another while `work` goes on; all of them run when it ends. */
export async function during<T>(
  { processes }: Trial,
  { random, hits }: { random: () => number; hits: Hits },
  work: () => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  let startMs = 0;
  const hit = async () => {
    while (!over.signal.aborted) {
      await pause(random() * Math.max(LONGEST_MS, TIMES_A_START * startMs));
      if (over.signal.aborted) return;
      const process = processes[Math.floor(random() * processes.length)];
      if (process === undefined) return;
      if (random() < 0.7) {
        hits.kills += 1;
        await process.kill();
        const begun = Date.now();
        await process.start();
        startMs = Date.now() - begun;
      } else {
        hits.stops += 1;
        await standStill(process, random() * LONGEST_STOP_MS);
      }
    }
  };
  const hitting = hit();
  try {
    return await work();
  } finally {
    over.abort();
    await hitting;
  }
}

async function standStill({ plug }: NaviProcess, ms: number): Promise<void> {
  const { pid } = plug.state();
  if (pid === undefined) return;
  process.kill(pid, 'SIGSTOP');
  await pause(ms);
  process.kill(pid, 'SIGCONT');
}
