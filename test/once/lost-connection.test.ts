import { Client } from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { openPostgresStore } from '../../src/adapters/store/postgres/open.ts';
import { createFakeTelemetry } from '../harness/fakes/telemetry.ts';
import { JOURNAL, systemClock } from '../harness/store/given.ts';
import { needsPostgres } from '../harness/store/needs-postgres.ts';
import { aJob } from '../harness/store/things.ts';

const OURS = "datname = current_database() and application_name = 'navi'";
const LOCKED = `select pid from pg_stat_activity where ${OURS} and wait_event_type = 'Lock'`;

describe('a PostgreSQL that ends what Navi asks in a transaction', () => {
  const postgres = needsPostgres();

  it.each([
    ['its connection is ended', `select pg_terminate_backend(pid) from pg_stat_activity where ${OURS}`],
    ['its statement is cancelled', `select pg_cancel_backend(pid) from pg_stat_activity where ${OURS}`],
  ])('does a transaction again when %s before its commit', async (_what, sql) => {
    const { url, drop } = await postgres.createDatabase();
    const telemetry = createFakeTelemetry();
    const store = await openPostgresStore({ url, journal: JOURNAL, clock: systemClock(), telemetry });
    let tries = 0;
    const written = store.transaction(async (tx) => {
      tries += 1;
      await tx.jobs.put(aJob(`try:${tries}`));
      if (tries > 1) return tx.journal.head();
      // It waits for this lock while its connection or its statement is ended.
      const held = await holding(url, 'lock table navi.journal_head');
      const waiting = Promise.allSettled([tx.journal.head()]);
      await vi.waitFor(async () => expect((await held.query(LOCKED)).rows).toHaveLength(1));
      await held.query(sql);
      await held.end();
      const [outcome] = await waiting;
      if (outcome?.status === 'rejected') throw outcome.reason;
      return outcome?.value;
    });

    expect(await written).toMatchObject({ rows: 0 });
    expect(tries).toBe(2);
    await store.close();
    await drop();
  });
});

/** A session that has done this in a transaction of its own. */
async function holding(url: string, sql: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('begin');
  await client.query(sql);
  return client;
}
