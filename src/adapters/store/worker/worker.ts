import { randomUUID } from 'node:crypto';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Worker } from '../../../ports/store.ts';
import type { DueJob, JobOutcome, Priority } from '../../../ports/tables/jobs.ts';
import { atMost } from '../at-most.ts';
import type { Engine } from '../session.ts';
import { retrying } from '../transaction.ts';
import { type Claimed, claimDue, extend, type Next, nextDue, unknownKinds } from './claims.ts';
import { finish, postpone, reschedule } from './outcome.ts';

/**
 * Jobs at a time per process. Urgent ones may fill all ten places, normal ones eight of them; those in the background have
 * places of their own.
 */
const PLACES = { urgent: 10, normal: 8, background: 4 };
const PRIORITIES = ['urgent', 'normal', 'background'] as const satisfies readonly Priority[];

/**
 * Navi's clock decides what is due; waits for the database, for other processes and for the last handlers are real
 * time. Milliseconds.
 */
const PAUSE_AFTER_FAULT_MS = 1_000;
const PAUSE_WHEN_OTHERS_WERE_FIRST_MS = 20;
/** A heartbeat comes after this part of a claim. */
const HEARTBEAT = 0.3;
/** How often jobs of unknown kinds are searched. */
const UNKNOWN_LOOK_MS = 60_000;
const SAY_AGAIN_MS = 60_000;
/** How long a stop waits for a heartbeat that the database does not answer. */
const LAST_BEAT_MS = 1_000;
/** Timers of more than 24 days fire immediately, so the worker checks every hour. */
const LONGEST_TIMER_MS = 3_600_000;

interface Shift {
  engine: Engine;
  kinds: readonly string[];
  handle: (job: DueJob) => Promise<JobOutcome>;
  worker: string;
  inProgress: Map<string, { priority: Priority; done: Promise<void> }>;
  /** Aborted when no more jobs may start, and when the last has ended. */
  closing: AbortController;
  over: AbortController;
}

/** Runs due jobs until stopped. */
export function startWorker(engine: Engine, { kinds, handle }: Pick<Shift, 'kinds' | 'handle'>): Worker {
  const shift: Shift = {
    engine,
    kinds,
    handle,
    worker: randomUUID(),
    inProgress: new Map(),
    closing: new AbortController(),
    over: new AbortController(),
  };
  const looking = look(shift);
  const beating = beat(shift);
  const naming = nameUnknown(shift);
  let stopped: Promise<void> | undefined;
  const stop = async (ms: number): Promise<void> => {
    shift.closing.abort();
    const drained = looking.then(() => Promise.all([...shift.inProgress.values()].map(({ done }) => done)));
    await atMost(ms, drained);
    shift.over.abort();
    await atMost(LAST_BEAT_MS, Promise.all([beating, naming]));
  };
  return {
    stop(ms) {
      stopped ??= stop(ms);
      return stopped;
    },
  };
}

async function look(shift: Shift): Promise<void> {
  const { engine, closing } = shift;
  const logProblem = quietly((error) => engine.telemetry.error('due jobs could not be read', error));
  while (!closing.signal.aborted) {
    const woken = engine.wakeUp.next();
    const next = await takeAll(shift).catch((error: unknown) => {
      logProblem(error);
      return { lookAgainIn: PAUSE_AFTER_FAULT_MS };
    });
    await waitFor(shift, woken, next);
  }
}

/** An error that repeats each second is logged once a minute. */
function quietly(log: (error: unknown) => void): (error: unknown) => void {
  let said = { problem: '', at: Number.NEGATIVE_INFINITY };
  return (error) => {
    const problem = String(error);
    const at = performance.now();
    if (problem === said.problem && at - said.at < SAY_AGAIN_MS) return;
    said = { problem, at };
    log(error);
  };
}

/** When to look again: at the latest after `lookAgainIn` milliseconds; `dueAt` is a time of the world. */
interface Pause {
  dueAt?: Date;
  claimEndsIn?: number;
  lookAgainIn: number;
}

/** Takes due jobs while there are free places; returns when to look again. */
async function takeAll(shift: Shift): Promise<Pause> {
  const { engine } = shift;
  const lookAgainIn = engine.lookEveryMs;
  for (;;) {
    const priorities = PRIORITIES.filter((priority) => placesFor(shift, priority) > 0);
    if (priorities.length === 0 || shift.closing.signal.aborted) return { lookAgainIn };
    const { dueAt, claimEndsAt } = await nextDue(engine, {
      kinds: shift.kinds,
      priorities,
      inProgress: [...shift.inProgress.keys()],
    });
    const pause = pauseUntil(engine, { dueAt, claimEndsAt });
    if (pause !== null) return { ...pause, lookAgainIn };
    // With the embedded store everything here is a resolved promise: timers, signals and sockets need a turn too.
    await setImmediate();
    if (shift.closing.signal.aborted) return { lookAgainIn };
    if ((await take(shift, priorities)) === 0) return { lookAgainIn: PAUSE_WHEN_OTHERS_WERE_FIRST_MS };
  }
}

/** Null when a job is due or a claim has expired. */
function pauseUntil({ clock }: Engine, { dueAt, claimEndsAt }: Next): Omit<Pause, 'lookAgainIn'> | null {
  const claimEndsIn =
    claimEndsAt === undefined ? undefined : Date.parse(claimEndsAt) - clock.machine().getTime();
  const isDue = dueAt !== undefined && Date.parse(dueAt) <= clock.now().getTime();
  if (isDue || (claimEndsIn !== undefined && claimEndsIn <= 0)) return null;
  return {
    ...(dueAt === undefined ? {} : { dueAt: new Date(dueAt) }),
    ...(claimEndsIn === undefined ? {} : { claimEndsIn }),
  };
}

async function take(shift: Shift, priorities: readonly Priority[]): Promise<number> {
  let taken = 0;
  for (const priority of priorities) {
    const limit = placesFor(shift, priority);
    if (limit === 0) continue;
    const { worker, kinds } = shift;
    const want = { worker, kinds, priority, limit, inProgress: [...shift.inProgress.keys()] };
    const claimed = await retrying(shift.engine, () => claimDue(shift.engine, want));
    for (const each of claimed) begin(shift, each);
    taken += claimed.length;
  }
  return taken;
}

function placesFor(shift: Shift, priority: Priority): number {
  const running = (of: Priority) =>
    [...shift.inProgress.values()].filter((each) => each.priority === of).length;
  if (priority === 'background') return PLACES.background - running('background');
  const all = PLACES.urgent - running('urgent') - running('normal');
  return priority === 'urgent' ? all : Math.min(all, PLACES.normal - running('normal'));
}

function begin(shift: Shift, claimed: Claimed): void {
  const { id, priority } = claimed.job;
  const done = carryOut(shift, claimed).finally(() => {
    shift.inProgress.delete(id);
    shift.engine.wakeUp.wake();
  });
  shift.inProgress.set(id, { priority, done });
}

/** Never rejects: an outcome that cannot be saved is handled when the claim expires. */
async function carryOut({ engine, handle }: Shift, claimed: Claimed): Promise<void> {
  const { key, attempts } = claimed.job;
  try {
    await retrying(engine, await judge(engine, handle, claimed));
  } catch (error) {
    engine.telemetry.error('the outcome of a job could not be saved', error, { key, attempts });
  }
}

async function judge(
  engine: Engine,
  handle: Shift['handle'],
  claimed: Claimed,
): Promise<() => Promise<unknown>> {
  try {
    const outcome = await handle(claimed.job);
    if (outcome.is === 'over') return () => finish(engine, claimed);
    return () => reschedule(engine, claimed, outcome.at);
  } catch (error) {
    const { key, kind, attempts } = claimed.job;
    engine.telemetry.error('a job failed', error, { key, kind, attempts });
    return () => postpone(engine, claimed);
  }
}

/** Extends the claims while there are any; ends when the worker has stopped. */
async function beat({ engine, worker, inProgress, over }: Shift): Promise<void> {
  while (!over.signal.aborted) {
    await realPause(engine.claimMs * HEARTBEAT, over.signal);
    if (inProgress.size === 0 || over.signal.aborted) continue;
    await extend(engine, worker, [...inProgress.keys()]).catch((error: unknown) => {
      engine.telemetry.error('claims could not be extended', error);
    });
  }
}

/** Logs each unknown kind of job, once. Such jobs wait for a version that knows them. */
async function nameUnknown({ engine, kinds, closing }: Shift): Promise<void> {
  const named = new Set<string>();
  while (!closing.signal.aborted) {
    const found = await unknownKinds(engine, kinds).catch((error: unknown) => {
      engine.telemetry.error('the search for unknown jobs failed', error);
      return [];
    });
    for (const kind of found)
      if (!named.has(kind))
        engine.telemetry.warn('a job waits: this version does not know its kind', { kind });
    for (const kind of found) named.add(kind);
    await realPause(UNKNOWN_LOOK_MS, closing.signal);
  }
}

async function waitFor(
  { engine, closing }: Shift,
  woken: Promise<void>,
  { dueAt, claimEndsIn, lookAgainIn }: Pause,
): Promise<void> {
  const waiting = new AbortController();
  const signal = AbortSignal.any([waiting.signal, closing.signal]);
  const ends = [woken, realPause(lookAgainIn, signal)];
  const longest = new Date(engine.clock.now().getTime() + LONGEST_TIMER_MS);
  if (dueAt !== undefined) ends.push(engine.clock.until(dueAt < longest ? dueAt : longest, signal));
  if (claimEndsIn !== undefined)
    ends.push(engine.clock.wait(Math.min(claimEndsIn, LONGEST_TIMER_MS), signal));
  await Promise.race(ends);
  waiting.abort();
}

async function realPause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => {});
}
