import { beforeEach, describe, expect, it } from 'vitest';
import type { RecordCheckpoint } from '../../../src/domain/record-checkpoint.ts';
import { createRecordReader } from '../../../src/engine/read-record.ts';
import type { Store } from '../../../src/ports/store.ts';
import { createFakeClock } from '../../harness/fakes/clock.ts';
import { createFakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { JOURNAL } from '../../harness/store/given.ts';
import { type StorePlace, useFixture } from '../../harness/store/place.ts';
import { anEntry, NOON } from '../../harness/store/things.ts';

/** Changes that are possible with the database and without the key: the checkpoint then does not count. */
const DAMAGES: readonly { what: string; sql: readonly string[] }[] = [
  {
    what: 'its record is changed',
    sql: [`update record_checkpoint set body = replace(body, '1.1.0', '1.0.0')`],
  },
  { what: 'its seal is changed', sql: [`update record_checkpoint set seal = 'forged'`] },
  { what: 'it names another key', sql: [`update record_checkpoint set key_id = 'other'`] },
  { what: 'it is no JSON', sql: [`update record_checkpoint set body = '{'`] },
  { what: 'it is deleted', sql: ['delete from record_checkpoint'] },
  {
    what: 'its row of the journal is changed',
    sql: [`update journal set body = replace(body, '"n":3', '"n":4') where sequence = 3`],
  },
  { what: 'its row of the journal is another', sql: [`update journal set sequence = 9 where sequence = 3`] },
  { what: 'the journal is cut before it', sql: ['delete from journal where sequence > 2'] },
];

export function describeCheckpoints(createPlace: () => Promise<StorePlace>): void {
  describe('a checkpoint of the record', () => {
    const fixture = useFixture(createPlace);
    let store: Store;
    let checkpoint: RecordCheckpoint;
    const newest = (of = store) => of.transaction((tx) => tx.recordCheckpoints.newest());
    const open = (journal = JOURNAL) =>
      fixture.open({ clock: createFakeClock(NOON), telemetry: createFakeTelemetry(), journal });
    beforeEach(async () => {
      store = await open();
      for (let n = 1; n <= 3; n += 1)
        await store.transaction(async (tx) => tx.journal.append(anEntry({ details: { n } })));
      const { rows, mac } = await store.transaction((tx) => tx.journal.head());
      checkpoint = {
        form: 2,
        rows,
        mac,
        keyAge: 0,
        items: { 'surface:pointer:v1': { live: '{"version":"1.1.0"}' } },
        ended: { 'operation:rel_one': '{"is":"done"}' },
        approvals: { rel_two: { rows: 2, plans: ['h'], confirmed: [], decisions: [], isRetried: false } },
      };
      await store.transaction((tx) => tx.recordCheckpoints.save(checkpoint));
    });

    it('is what was saved last, also when the journal has gone on', async () => {
      await store.transaction(async (tx) => tx.journal.append(anEntry()));
      expect(await newest()).toEqual(checkpoint);
      const { rows, mac } = await store.transaction((tx) => tx.journal.head());
      const later = { ...checkpoint, rows, mac, ended: {} };
      await store.transaction((tx) => tx.recordCheckpoints.save(later));
      expect(await newest()).toEqual(later);
    });

    it.each(DAMAGES)('counts no more when $what', async ({ sql }) => {
      for (const statement of sql) await fixture.place().sql(statement);
      expect(await newest()).toBeUndefined();
    });

    const NEXT = {
      ...JOURNAL,
      key: { id: 'next-key', secret: 'another secret for tests' },
      formerKeys: [JOURNAL.key],
    };

    it('is sealed anew when the key is changed, and its row was written with the key before', async () => {
      await store.close();
      const reopened = await open(NEXT);
      expect(await newest(reopened)).toEqual({ ...checkpoint, keyAge: 1 });
      const read = await createRecordReader(reopened).catchUp();
      expect({ flaws: read.flaws, rows: read.head.rows }).toEqual({ flaws: [], rows: 4 });
    });

    it('does not count when it is sealed with the old key afterwards', async () => {
      const { sql } = fixture.place();
      await sql('create table old_checkpoint as select * from record_checkpoint');
      await store.close();
      const reopened = await open(NEXT);
      await sql('delete from record_checkpoint');
      await sql('insert into record_checkpoint select * from old_checkpoint');
      expect(await newest(reopened)).toBeUndefined();
      await reopened.close();
      expect(await newest(await open(NEXT))).toBeUndefined();
    });

    it('counts no more when the key was changed and the one before is not known', async () => {
      await store.close();
      expect(await newest(await open({ ...NEXT, formerKeys: [] }))).toBeUndefined();
    });
  });
}
