import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import type { Store } from '../../src/ports/store.ts';
import { withStore } from '../harness/store/beside.ts';
import { anEntry, anOperation, NOON } from '../harness/store/things.ts';
import { type Figure, percentile } from './figures.ts';
import type { Measure, Thoroughness } from './measure.ts';
import { type Place, withPlaces } from './places.ts';

/** Inserts one row of the size of a journal row and syncs it. */
type BareInsert = (body: string) => Promise<void>;

const BODY = JSON.stringify(anEntry({ details: { evidence: 'x'.repeat(600) } }));
const TABLE = 'create table if not exists bare (id integer primary key, body text not null)';

export const append: Measure = {
  name: 'append',
  summary: 'a journal row with its change of state in one transaction, beside a bare synced insert',
  run: (how) => withPlaces(how, (place) => measure(place, how)),
};

async function measure(place: Place, { quick }: Thoroughness): Promise<Figure[]> {
  const count = quick ? 100 : 1_000;
  const { ours, bare } = await withStore(place.variables, async (store) => {
    const { insert, close } = await openBare(place.variables);
    try {
      return await inTurns(store, insert, count);
    } finally {
      await close();
    }
  });
  return [0.5, 0.99].map((share) => ({
    what: `${place.name}: append with its change, p${share * 100} of ${count}`,
    navi: percentile(ours, share),
    peer: { name: 'bare insert', value: percentile(bare, share) },
    unit: 'ms',
    limit: null,
  }));
}

/** One of ours, one of theirs: what else the disk does hits both alike. */
async function inTurns(store: Store, insert: BareInsert, count: number) {
  await store.transaction((tx) => tx.operations.insert(anOperation()));
  const ours: number[] = [];
  const bare: number[] = [];
  for (let index = 0; index < count; index += 1) {
    ours.push(await timed(() => changeOnce(store, index)));
    bare.push(await timed(() => insert(BODY)));
  }
  return { ours, bare };
}

/** What keeping one step of an operation does: lock, change, journal, job. */
function changeOnce(store: Store, index: number): Promise<void> {
  return store.transaction(async (tx) => {
    const operation = await tx.operations.lock('rel_one');
    if (operation === undefined) throw new Error('the operation is gone');
    await tx.operations.save({ ...operation, retries: { purge: index } });
    await tx.jobs.put({
      key: 'advance:rel_one',
      kind: 'advance',
      subject: { kind: 'operation', id: 'rel_one' },
      priority: 'normal',
      dueAt: NOON,
    });
    tx.journal.append(anEntry({ details: { evidence: 'x'.repeat(600) } }));
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** A second connection to the same database, which does nothing but insert. */
async function openBare(
  variables: Readonly<Record<string, string>>,
): Promise<{ insert: BareInsert; close(): Promise<void> }> {
  const url = variables['DATABASE_URL'];
  if (url === undefined) return openBareSqlite(join(variables['NAVI_DATA_DIR'] ?? '', 'navi.db'));
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  await client.query(TABLE.replace('integer', 'serial'));
  return {
    insert: async (body) => {
      await client.query('insert into bare (body) values ($1)', [body]);
    },
    close: () => client.end(),
  };
}

function openBareSqlite(file: string): { insert: BareInsert; close(): Promise<void> } {
  const database = new DatabaseSync(file, { timeout: 5_000 });
  database.exec('pragma journal_mode = wal');
  database.exec('pragma synchronous = full');
  database.exec(TABLE);
  const statement = database.prepare('insert into bare (body) values (?)');
  return {
    insert: async (body) => {
      statement.run(body);
    },
    close: async () => database.close(),
  };
}
