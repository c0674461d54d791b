import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { openPostgresStore } from '../../src/adapters/store/postgres/open.ts';
import { createFakeTelemetry } from '../harness/fakes/telemetry.ts';
import { JOURNAL, systemClock } from '../harness/store/given.ts';
import { needsPostgres } from '../harness/store/needs-postgres.ts';

describe('a PostgreSQL that drops a connection in a transaction', () => {
  const postgres = needsPostgres();

  it('fails that transaction and nothing else', async () => {
    const { url, drop } = await postgres.createDatabase();
    const telemetry = createFakeTelemetry();
    const store = await openPostgresStore({ url, journal: JOURNAL, clock: systemClock(), telemetry });
    const cut = store.transaction(async (tx) => {
      await tx.operations.open();
      await dropOthers(url);
      return tx.operations.open();
    });

    await expect(cut).rejects.toThrow();
    expect(await store.transaction((tx) => tx.operations.open())).toEqual([]);
    await store.close();
    await drop();
  });
});

async function dropOthers(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const ours = "datname = current_database() and pid <> pg_backend_pid() and application_name = 'navi'";
  await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${ours}`);
  await client.end();
}
