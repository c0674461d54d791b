import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRecordReader } from '../../../src/engine/read-record.ts';
import type { Store } from '../../../src/ports/store.ts';
import { planRelease, pushVersion, release, rollBack, unlock } from '../../harness/app/actions.ts';
import { openRecordApp, type RecordApp } from '../../harness/app/record-app.ts';
import { codes, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';
import { needsPostgres } from '../../harness/store/needs-postgres.ts';
import type { StorePlace } from '../../harness/store/place.ts';
import { createPostgresPlace } from '../../harness/store/postgres-place.ts';
import { createSqlitePlace } from '../../harness/store/sqlite-place.ts';

/** What an attacker with the database and without the key does to the checkpoint while Navi is down. */
const FORGED: readonly (readonly [string, string])[] = [
  ['names another version as live', `update record_checkpoint set body = replace(body, '1.2.0', '1.3.0')`],
  ['has another seal', `update record_checkpoint set seal = 'forged'`],
  ['is gone', 'delete from record_checkpoint'],
];

/** The same store; each part of the journal that is read is noted by the row after which it begins. */
function noting(store: Store, begins: number[]): Store {
  return {
    ...store,
    transaction: (work, how) =>
      store.transaction(
        (tx) =>
          work({
            ...tx,
            journal: {
              ...tx.journal,
              read: (after, most) => {
                begins.push(after.rows);
                return tx.journal.read(after, most);
              },
            },
          }),
        how,
      ),
  };
}

function describeCheckpoint(name: string, createPlace: () => Promise<StorePlace>): void {
  describe(`a start that reads on from what was checked last, on ${name}`, () => {
    let app: RecordApp;
    let begins: number[];
    beforeEach(async () => {
      app = await openRecordApp(await createPlace());
      await release(app);
      await app.check();
      begins = [];
    });
    afterEach(() => app.close());

    /** Another process, which has read nothing yet. */
    const startAgain = () => {
      const store = noting(app.store, begins);
      Object.assign(app.context, { store, record: createRecordReader(store) });
    };
    const headNow = async () => (await app.store.transaction((tx) => tx.journal.head())).rows;

    it('takes a rollback up without reading what was checked before', async () => {
      const checked = await headNow();
      startAgain();

      await rollBack(app);

      expect(begins.length).toBeGreaterThan(0);
      expect(Math.min(...begins)).toBeGreaterThanOrEqual(checked - 1);
      await app.work();
      expect(pointerText(app)).toBe(loaderText('1.1.0'));
    });

    it('knows later locks, quarantines and deleted rows', async () => {
      await rollBack(app);
      await app.work(900_000);
      startAgain();
      await app.sql('delete from locked_lines', 'delete from quarantined_versions');
      pushVersion(app, '1.2.1');

      await app.check();

      expect(codes(await planRelease(app, { version: 'v1.2.1' }))).toEqual(['record-differs']);
      await app.accept('ada');
      await app.accept('cleo');
      expect(codes(await planRelease(app, { version: 'v1.2.1' }))).toEqual(['line-locked']);
    });

    it.each(FORGED)('reads the whole journal where the checkpoint %s', async (_what, sql) => {
      await app.sql(sql);
      startAgain();

      await rollBack(app);

      expect(Math.min(...begins)).toBe(0);
      await app.work();
      expect(pointerText(app)).toBe(loaderText('1.1.0'));
    });

    it('reads on from a restored older checkpoint', async () => {
      await app.sql('create table old_checkpoint as select * from record_checkpoint');
      await rollBack(app);
      await app.work(900_000);
      await app.check();
      await app.sql(
        'delete from record_checkpoint',
        'insert into record_checkpoint select * from old_checkpoint',
      );
      startAgain();
      pushVersion(app, '1.2.1');

      expect(codes(await planRelease(app, { version: 'v1.2.1' }))).toEqual(['line-locked']);
      await unlock(app);
      await app.check();
      const asked = await app.request('v1.2.1');
      expect(asked.state).toEqual({ is: 'awaiting-approval' });
    });

    it('finds a row before it that was changed meanwhile, stops releases, and rolls back', async () => {
      await app.sql(`update journal set body = replace(body, 'U0BEN', 'U0DEV') where event = 'approved'`);
      startAgain();

      await app.check();

      pushVersion(app, '1.2.1');
      expect(codes(await planRelease(app, { version: 'v1.2.1' }))).toEqual(['record-differs']);
      await rollBack(app);
      await app.work();
      expect(pointerText(app)).toBe(loaderText('1.1.0'));
    });

    it('is not taken while the record differs', async () => {
      const before = await app.store.transaction((tx) => tx.recordCheckpoints.newest());
      await app.sql(`update releases set verified_at = null`);
      await app.check();
      expect(await app.store.transaction((tx) => tx.recordCheckpoints.newest())).toEqual(before);
    });
  });
}

describeCheckpoint('SQLite', createSqlitePlace);

const postgres = needsPostgres();
describeCheckpoint('PostgreSQL', () => createPostgresPlace(postgres));
