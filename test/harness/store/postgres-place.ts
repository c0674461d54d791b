import { Client } from 'pg';
import { openPostgresStore } from '../../../src/adapters/store/postgres/open.ts';
import { createFakeTelemetry } from '../fakes/telemetry.ts';
import { JOURNAL, systemClock } from './given.ts';
import type { StorePlace } from './place.ts';
import type { TestPostgres } from './postgres.ts';

/** A database of its own on the server, without any tables yet. */
export async function createPostgresPlace(
  postgres: Pick<TestPostgres, 'createDatabase'>,
): Promise<StorePlace & { url: string }> {
  const { url, drop } = await postgres.createDatabase();
  return {
    url,
    open: (given) => openPostgresStore({ url, ...given }),
    sql: (text) => ask(url, text),
    remove: drop,
  };
}

/** One database that many tests use one after the other: making a new one takes longer than most tests. */
export async function createReusedPlace(
  postgres: TestPostgres,
): Promise<{ clean(): Promise<StorePlace>; drop(): Promise<void> }> {
  const place = await createPostgresPlace(postgres);
  const store = await place.open({
    clock: systemClock(),
    telemetry: createFakeTelemetry(),
    journal: JOURNAL,
  });
  await store.close();
  await place.sql('create table first_head as select * from journal_head');
  return {
    async clean() {
      await place.sql(
        'truncate operations, surfaces, journal, journal_head, jobs, outbox, releases, locked_lines, quarantined_versions, terminal_tokens, pairings, unproven_rollbacks, rights, schedules, record_check, record_checkpoint, alerts, series, samples, source_health, customers, customer_contacts, notices, notice_deliveries, deliveries, open_homes',
      );
      await place.sql('insert into journal_head select * from first_head');
      return { ...place, remove: async () => {} };
    },
    drop: place.remove,
  };
}

async function ask(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await client.query('set search_path to navi');
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
