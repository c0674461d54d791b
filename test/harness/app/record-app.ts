import { resume } from '../../../src/app/resume.ts';
import type { Settings } from '../../../src/domain/settings.ts';
import { createRecordReader } from '../../../src/engine/read-record.ts';
import { verifyRecord } from '../../../src/features/record/jobs/verify-record.ts';
import type { Store } from '../../../src/ports/store.ts';
import { createFakeWorld } from '../fakes/world.ts';
import { settingsWith } from '../samples/settings.ts';
import { answering } from '../store/answering.ts';
import type { StorePlace } from '../store/place.ts';
import { STORE_JOURNAL } from '../store/store.ts';
import { appOn, RELEASES, type TestApp } from './app.ts';

/** Every table that a backup of the database has, but for the jobs. */
const TABLES = [
  'operations',
  'surfaces',
  'journal',
  'journal_head',
  'outbox',
  'releases',
  'locked_lines',
  'quarantined_versions',
  'rights',
  'unproven_rollbacks',
  'record_check',
  'record_checkpoint',
];

/** Navi on fakes over a store whose database a test may change behind its back. */
export interface RecordApp extends TestApp {
  sql(...statements: string[]): Promise<void>;
  /** Copies what the database holds; puts the copy back. */
  backUp(): Promise<void>;
  restore(): Promise<void>;
  /** What every start puts due is done. */
  start(): Promise<void>;
  /** Reads the record again, as is done daily. */
  check(): Promise<void>;
  /** Asks for the record to be accepted, with the head that status shows. */
  accept(as: string): ReturnType<TestApp['use']['acceptRecord']>;
  /** What the channel was told, newest last. */
  told(): string[];
  /** When the store has answered all that it was asked. */
  answered(): Promise<void>;
}

export async function openRecordApp(place: StorePlace, change: Partial<Settings> = {}): Promise<RecordApp> {
  const world = createFakeWorld();
  const opened: Store = await place.open({
    clock: world.clock,
    telemetry: world.telemetry,
    journal: STORE_JOURNAL,
  });
  // The embedded store answers at once.
  const answers = opened.exclusive ? { store: opened, answered: async () => {} } : answering(opened);
  const { store } = answers;
  const app = appOn({
    world,
    ...answers,
    settings: settingsWith(change),
    close: async () => {
      await store.close();
      await place.remove();
    },
  });
  const sql = async (...statements: string[]) => {
    for (const statement of statements) await place.sql(statement);
  };
  return {
    ...app,
    answered: answers.answered,
    sql,
    backUp: () => sql(...TABLES.map((table) => `create table b_${table} as select * from ${table}`)),
    restore: () =>
      sql(
        ...TABLES.flatMap((table) => [
          `delete from ${table}`,
          `insert into ${table} select * from b_${table}`,
        ]),
      ),
    start: async () => {
      app.context.record = createRecordReader(app.store);
      await resume(app.context);
      await app.work(60_000);
    },
    check: async () => {
      await verifyRecord(app.context);
      await app.work(30_000);
    },
    accept: async (as) => {
      const [, rows = '', mac = ''] = /audit accept (\d+) ([0-9a-f]+)/.exec(await differs(app)) ?? [];
      const head = { rows: Number(rows), mac };
      return app.use.acceptRecord({ head, reason: 'we know why', caller: app.caller(as), place: RELEASES });
    },
    told: () => world.chat.posts.flatMap(({ message }) => (message.is === 'notice' ? [message.text] : [])),
  };
}

async function differs({ use }: TestApp): Promise<string> {
  const status = await use.status();
  return status.is === 'status' ? (status.report.record.differs?.command ?? '') : '';
}
