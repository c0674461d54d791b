import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Operation } from '../../src/domain/operation.ts';
import type { Settings } from '../../src/domain/settings.ts';
import { handleDuty, resume } from '../../src/flow/duties/handle.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Objects } from '../../src/ports/objects.ts';
import type { Duty, Store, Worker } from '../../src/ports/store.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { until } from '../e2e/until.ts';
import type { House } from './house.ts';
import { BEHIND_MS, createQuickClock } from './quick-clock.ts';

export const ADA = 'U0ADA';
export const BEN = 'U0BEN';
export const CLEO = 'U0CLEO';

/** One case: the world as at its beginning, and a Navi that knows what the case before it left in a folder. */
export interface Day {
  house: House;
  /** Has the operation begin, or go on: until then no duty advances it. */
  go(): void;
  operation(): Promise<Operation>;
  /** The newest operation when it has ended or waits for a person. */
  settled(): Promise<Operation>;
  /** Clicks Retry on the newest card, as Ada. */
  retry(): Promise<void>;
  /** Waits until the operation has been abandoned. */
  abandoned(): Promise<void>;
  /** Waits until nobody has anything more to say, and nothing is under way at a neighbour. */
  quiet(): Promise<void>;
  /** Ends this Navi, and gives the folder of its store to whoever wants to go on from it. */
  end(keep?: boolean): Promise<string>;
  /** Ends it in the middle of what it does, and gives the folder. */
  kill(): Promise<string>;
}

export interface DayOptions {
  /** A store to begin with a copy of; `null` is an empty one. */
  from?: string | null;
  deadlines?: Partial<Settings['deadlines']>;
  /** Of Navi's clock. */
  behindMs?: number;
}

/** Long enough for every pause that a case may bring, on a machine that is busy. */
const SETTLE_MS = 45_000;

/** Begins a case. The world is to be reset before. */
export async function beginDay(house: House, options: DayOptions = {}): Promise<Day> {
  const { ground, settings } = house;
  house.log.length = 0;
  const dir = await mkdtemp(join(tmpdir(), 'navi-day-'));
  if (options.from != null) await cp(options.from, dir, { recursive: true });
  const clock = createQuickClock(options.behindMs);
  const store = await openStore(house, dir, clock);
  const deadlines = { ...settings.deadlines, ...options.deadlines };
  Object.assign(ground, { store, clock, settings: { ...settings, deadlines } });
  const gate = Promise.withResolvers<'go' | 'leave'>();
  const worker = await startWork(house, { gate: gate.promise, isFirst: options.from == null });
  const operation = () =>
    store.transaction(async (tx) => required((await tx.operations.recent(1)).at(0), 'operation'));
  return {
    house,
    go: () => gate.resolve('go'),
    operation,
    settled: () =>
      until(
        'the operation has settled',
        async () => {
          const found = await operation();
          return found.state.is === 'running' ? undefined : found;
        },
        SETTLE_MS,
      ).catch(async (error: unknown) => {
        throw new Error(`${JSON.stringify((await operation()).steps)}\n${house.log.join('')}`, {
          cause: error,
        });
      }),
    retry: async () => {
      await until('the card offers Retry', () => house.door.click(ADA, 'retry'));
      await until('the retry counts', async () => (await operation()).state.is !== 'stopped');
    },
    abandoned: async () => {
      await until('it is abandoned', async () => (await operation()).state.is === 'abandoned');
    },
    quiet: () => quiet(house),
    end: async (keep = false) => {
      gate.resolve('leave');
      await worker.stop(5_000);
      await store.close();
      if (!keep) await rm(dir, { recursive: true, force: true });
      return dir;
    },
    kill: async () => {
      await worker.stop(0);
      await store.close();
      return dir;
    },
  };
}

function openStore({ ground }: House, dir: string, clock: Clock): Promise<Store> {
  const journal = {
    key: { id: 'k1', secret: 'a-key-for-tests-only' },
    configHash: 'c0ffee',
    botVersion: 'of a test',
    hosts: ['simulated'],
  };
  return openSqliteStore({ dir, clock, journal, telemetry: ground.telemetry });
}

interface Work {
  gate: Promise<'go' | 'leave'>;
  /** Whether there is anything to adopt: a store that a day begins from knows what is live. */
  isFirst: boolean;
}

async function startWork({ ground }: House, { gate, isFirst }: Work): Promise<Worker> {
  const adopted = Promise.withResolvers<void>();
  await resume(ground);
  const worker = await ground.store.work(async (duty: Duty) => {
    if (duty.kind === 'advance' && (await gate) === 'leave') return { is: 'over' };
    if (duty.kind === 'adopt' && !isFirst) return { is: 'over' };
    const outcome = await handleDuty(ground, duty);
    if (duty.kind === 'adopt') adopted.resolve();
    return outcome;
  });
  if (isFirst) await adopted.promise;
  return worker;
}

/** Where a release of v1.2.0 has been approved and not begun: the store's folder, to begin days from. */
export async function prepareRelease(house: House): Promise<string> {
  return prepared(house, approve);
}

/** Where a release of v1.2.0 has been asked for and not decided on. */
export async function prepareRequest(house: House): Promise<string> {
  return prepared(house, async () => {});
}

async function prepared(house: House, decide: (house: House, day: Day) => Promise<void>): Promise<string> {
  const { door } = house;
  await house.control('slack', 'reset', {});
  const day = await beginDay(house, { behindMs: 2 * BEHIND_MS });
  // On a busy machine a neighbour may not be read in time: then it is refused, and asked again.
  await until(
    '/navi release v1.2.0',
    async () => (await door.answerTo(BEN, 'release v1.2.0')).text.includes('on its card'),
    SETTLE_MS,
  );
  await until('the card', async () => (await door.cards()).length > 0);
  await decide(house, day);
  await day.quiet();
  return day.end(true);
}

async function approve({ door }: House, day: Day): Promise<void> {
  await until(
    'the approval',
    async () => {
      const modal = await door.clickForModal(CLEO, 'approve');
      await door.submit(CLEO, modal);
      return until('it counts', async () => (await day.operation()).state.is === 'running', 8_000);
    },
    SETTLE_MS,
  );
}

/** Where the release's run has ended well, and nothing has been read of it. The world's beginning is then there too. */
export async function prepareRunEnded(house: House): Promise<string> {
  const approved = await prepareRelease(house);
  await house.reset();
  const { objects } = house.ground;
  const reached = Promise.withResolvers<void>();
  const never = new Promise<undefined>(() => undefined);
  const releaseManifest: Objects['releaseManifest'] = () => {
    reached.resolve();
    return never;
  };
  house.ground.objects = { ...objects, releaseManifest };
  const day = await beginDay(house, { from: approved, behindMs: 1.5 * BEHIND_MS });
  day.go();
  await reached.promise;
  await day.quiet();
  const folder = await day.kill();
  house.ground.objects = objects;
  await house.beginHere();
  return folder;
}

/** Where the release's run has failed in a job. The world's beginning is then there too. */
export async function prepareRunFailed(house: House): Promise<string> {
  const approved = await prepareRelease(house);
  await house.reset();
  await house.control('github', 'jobs', { job: 'publish-npm', conclusion: 'failure' });
  const day = await beginDay(house, { from: approved, behindMs: 1.5 * BEHIND_MS });
  day.go();
  const { state } = await day.settled();
  if (state.is !== 'stopped' || state.step !== 'watch-run') throw new Error(JSON.stringify(state));
  await day.quiet();
  const failed = await day.end(true);
  await house.beginHere();
  return failed;
}

/** Clicks Retry as Ada, on the card as the store knows it. */
export async function askRetry({ desk, ground }: House, { id, plan }: Operation): Promise<void> {
  const caller = await desk.callerFromChat({ user: ADA, team: 'T0AWELL' });
  const kept = await ground.store.transaction((tx) => tx.outbox.get(`card:${id}`));
  const card = { channel: kept?.channel ?? '', ts: kept?.ts ?? '' };
  const answer = await desk.useCases.retry({ caller, operation: id, revision: plan.revision, card });
  if (answer.is !== 'accepted') throw new Error(`the retry: ${JSON.stringify(answer)}`);
}

/** Where v1.2.0 is released, and its rollback has been confirmed and not begun. The world's beginning is then there too. */
export async function prepareRollback(house: House): Promise<string> {
  const approved = await prepareRelease(house);
  await house.reset();
  const before = await beginDay(house, { from: approved, behindMs: 1.5 * BEHIND_MS });
  before.go();
  const { state } = await before.settled();
  if (state.is !== 'done') throw new Error(`the release to be rolled back: ${JSON.stringify(state)}`);
  await before.quiet();
  const released = await before.end(true);
  await house.beginHere();
  await house.reset();
  const day = await beginDay(house, { from: released, behindMs: 1.2 * BEHIND_MS });
  await askRollback(house, undefined);
  await day.quiet();
  return day.end(true);
}

/** Confirms a rollback as Ada, as the modal's submission does. */
export async function askRollback({ desk }: House, target: string | undefined): Promise<void> {
  const caller = await desk.callerFromChat({ user: ADA, team: 'T0AWELL' });
  const place = { is: 'slack' as const, channel: 'C0RELEASES' };
  const request = { target, reason: 'A test', cdnOnly: false, caller, place };
  const answer = await desk.useCases.rollBack(request);
  if (answer.is !== 'accepted') throw new Error(`the rollback: ${JSON.stringify(answer)}`);
}

async function quiet({ ground, world }: House): Promise<void> {
  await until(
    'everything is said',
    () =>
      ground.store.transaction(async (tx) => {
        const [operation] = await tx.operations.recent(1);
        return operation === undefined || (await tx.outbox.pending(operation.id)).length === 0;
      }),
    SETTLE_MS,
  );
  await until('nothing hangs', async () => {
    const logs = await Promise.all(
      Object.values(world.urls).map(async (url) => (await fetch(`${url}/_control/log`)).text()),
    );
    return logs.every((log) => !log.includes('"hung"'));
  });
}

function required<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Error(`there is no ${what}`);
  return found;
}
