import type { Transaction } from 'kysely';
import { fromKysely, PgBoss } from 'pg-boss';
import type { Telemetry } from '../../ports/telemetry.ts';
import type { Tables } from '../tables.ts';
import { createLocalDoorbell, type Doorbell } from '../worker/doorbell.ts';

/** pg-boss's schema, beside ours, and its one queue: lanes are kept apart where duties are claimed, not here. */
const BOSS_SCHEMA = 'navi_jobs';
const QUEUE = 'due-duties';

/** How long a worker goes without looking when no job rings, in milliseconds; bounds the take-over after a death. */
const LONGEST_SILENCE_MS = 2_000;

/** What a ring is good for: the duties table knows what is due, so old rings need not be kept, in seconds. */
const RING_LIFE_S = 300;

/** How long stopping waits for rings that are being heard, in milliseconds. */
const STOP_MS = 3_000;

/** The doorbell of many processes: a pg-boss job, sent in the transaction that puts the duty. */
export interface BossDoorbell extends Doorbell {
  stop(): Promise<void>;
}

/** Starts pg-boss, which makes or upgrades its schema under its own lock. */
export async function openBossDoorbell(url: string, telemetry: Telemetry): Promise<BossDoorbell> {
  const boss = createBoss(url, telemetry);
  const local = createLocalDoorbell(LONGEST_SILENCE_MS);
  await boss.start();
  await boss.createQueue(QUEUE, {
    notify: true,
    heartbeatSeconds: 10,
    expireInSeconds: 60,
    retryLimit: 1,
    retentionSeconds: 30 * 24 * 3_600,
    deleteAfterSeconds: RING_LIFE_S,
  });
  return {
    ...local,
    announce: (trx, dueAt) => send(boss, trx, dueAt),
    async listen() {
      await boss.work(QUEUE, HEARING, async (jobs) => {
        local.ring();
        return jobs.map(({ id }) => ({ id, status: 'completed' as const }));
      });
      return () => boss.offWork(QUEUE);
    },
    stop: () => boss.stop({ graceful: true, timeout: STOP_MS }),
  };
}

/** Measured: slower settings take a dead process's jobs over only after a minute. */
const HEARING = {
  batchSize: 10,
  burstWhenBatchFull: true,
  perJobResults: true,
  pollingIntervalSeconds: 0.5,
  notifyPollingIntervalSeconds: 0.5,
} as const;

function createBoss(url: string, telemetry: Telemetry): PgBoss {
  const boss = new PgBoss({
    connectionString: url,
    schema: BOSS_SCHEMA,
    application_name: 'navi-jobs',
    max: 3,
    connectionTimeoutMillis: 5_000,
    schedule: false,
    useListenNotify: true,
    superviseIntervalSeconds: 3,
    monitorIntervalSeconds: 3,
  });
  boss.on('error', (error) => telemetry.error('pg-boss reported a fault', error));
  boss.on('warning', ({ message }) => telemetry.warn('pg-boss warned', { problem: message }));
  return boss;
}

async function send(boss: PgBoss, trx: Transaction<Tables>, dueAt: readonly string[]): Promise<void> {
  const times = [...new Set(dueAt)];
  const jobs = times.map((startAfter) => ({ startAfter: new Date(startAfter) }));
  await boss.insert(QUEUE, jobs, { db: fromKysely(trx) });
}
