import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../../src/adapters/store/sqlite/open.ts';
import { resume } from '../../../src/app/resume.ts';
import { journalKey } from '../../../src/domain/journal-key.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import type { Settings } from '../../../src/domain/settings.ts';
import { operationSubject } from '../../../src/domain/subject.ts';
import { createRecordReader } from '../../../src/engine/read-record.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Store, Worker } from '../../../src/ports/store.ts';
import type { DueJob } from '../../../src/ports/tables/jobs.ts';
import { JOBS } from '../app/jobs.ts';
import { until } from '../until.ts';
import { createQuickClock } from './clock.ts';
import type { House } from './house.ts';

export const ADA = 'U0ADA';
export const BEN = 'U0BEN';
export const CLEO = 'U0CLEO';

/** One case: the world as at its beginning, and a Navi that knows what the case before it left in a folder. */
export interface Day {
  house: House;
  /** Has the operation begin, or go on: until then no job advances it. */
  go(): void;
  operation(): Promise<Operation>;
  /** The newest operation when it has ended or waits for a person. */
  settled(): Promise<Operation>;
  /** Clicks Retry on the newest card, as Ada. */
  retry(): Promise<void>;
  /** Waits until no message is waiting and no work is in progress at a service. */
  quiet(): Promise<void>;
  /** Ends this Navi, and returns the folder of its store for the next one. */
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
export const SETTLE_MS = 45_000;

/** Begins a case. The world is to be reset before. */
export async function beginDay(house: House, options: DayOptions = {}): Promise<Day> {
  const { context, settings } = house;
  house.log.length = 0;
  const dir = await mkdtemp(join(tmpdir(), 'navi-day-'));
  if (options.from != null) await cp(options.from, dir, { recursive: true });
  const clock = createQuickClock(options.behindMs);
  const store = await openStore(house, dir, clock);
  const deadlines = { ...settings.deadlines, ...options.deadlines };
  const record = createRecordReader(store);
  Object.assign(context, { store, record, clock, settings: { ...settings, deadlines } });
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

function openStore({ context }: House, dir: string, clock: Clock): Promise<Store> {
  const journal = {
    key: journalKey('a-key-for-tests-only'),
    configHash: 'c0ffee',
    botVersion: 'of a test',
    hosts: ['simulated'],
  };
  return openSqliteStore({ dir, clock, journal, telemetry: context.telemetry });
}

interface Work {
  gate: Promise<'go' | 'leave'>;
  /** Whether there is anything to adopt: a store that a day begins from knows what is live. */
  isFirst: boolean;
}

async function startWork({ context }: House, { gate, isFirst }: Work): Promise<Worker> {
  const adopted = Promise.withResolvers<void>();
  await resume(context);
  const worker = await context.store.work(JOBS.names, async (job: DueJob) => {
    if (job.kind === 'advance' && (await gate) === 'leave') return { is: 'over' };
    if (job.kind === 'adopt' && !isFirst) return { is: 'over' };
    const outcome = await JOBS.run(context, job);
    if (job.kind === 'adopt') adopted.resolve();
    return outcome;
  });
  if (isFirst) await adopted.promise;
  return worker;
}

async function quiet({ context, world }: House): Promise<void> {
  await until(
    'everything is said',
    () =>
      context.store.transaction(async (tx) => {
        const [operation] = await tx.operations.recent(1);
        return operation === undefined || (await tx.outbox.pending(operationSubject(operation))).length === 0;
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
