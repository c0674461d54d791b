import { beforeEach, describe, expect, it } from 'vitest';
import { CHAIN_START, type ChainFlaw } from '../../../src/domain/chain.ts';
import type { Store } from '../../../src/ports/store.ts';
import { createFakeClock } from '../../harness/fakes/clock.ts';
import { createFakeTelemetry, type FakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { JOURNAL } from '../../harness/store/given.ts';
import { type StorePlace, useFixture } from '../../harness/store/place.ts';
import { aDecision, anEntry, NOON } from '../../harness/store/things.ts';

/** Changes to five rows that are possible with the database and without the key, and where each must be found. */
const DAMAGES: readonly {
  what: string;
  sql: readonly string[];
  shows: { sequence: number; problem: RegExp };
}[] = [
  {
    what: 'a changed row',
    sql: [`update journal set body = replace(body, '"n":3', '"n":9') where sequence = 3`],
    shows: { sequence: 3, problem: /not as it was written/ },
  },
  {
    what: 'a row spelt with a blank in front',
    sql: [`update journal set body = ' ' || body where sequence = 3`],
    shows: { sequence: 3, problem: /not as it was written/ },
  },
  {
    what: 'a row with another event in front of its own, which a parser drops',
    sql: [`update journal set body = '{"event":"rejected",' || substr(body, 2) where sequence = 3`],
    shows: { sequence: 3, problem: /not as it was written/ },
  },
  {
    what: 'a row with its keys in another order',
    sql: [
      `update journal set body = '{"event":"requested",' || replace(substr(body, 2), '"event":"requested",', '') where sequence = 3`,
    ],
    shows: { sequence: 3, problem: /not as it was written/ },
  },
  {
    what: 'a row hidden from its operation',
    sql: [`update journal set subject_id = 'rel_two' where sequence = 2`],
    shows: { sequence: 2, problem: /not as it was written/ },
  },
  {
    what: 'a row that is not JSON any more',
    sql: [`update journal set body = '{' where sequence = 4`],
    shows: { sequence: 4, problem: /cannot be read/ },
  },
  {
    what: 'a row deleted in the middle',
    sql: ['delete from journal where sequence = 3'],
    shows: { sequence: 3, problem: /missing/ },
  },
  {
    what: 'rows closed up behind a deleted one',
    sql: [
      'delete from journal where sequence = 3',
      'update journal set sequence = 3 where sequence = 4',
      'update journal set sequence = 4 where sequence = 5',
    ],
    shows: { sequence: 3, problem: /not as it was written/ },
  },
  {
    what: 'two rows that changed places',
    sql: [
      'update journal set sequence = 99 where sequence = 2',
      'update journal set sequence = 2 where sequence = 3',
      'update journal set sequence = 3 where sequence = 99',
    ],
    shows: { sequence: 2, problem: /not as it was written/ },
  },
  {
    what: 'the newest rows cut off',
    sql: ['delete from journal where sequence > 3'],
    shows: { sequence: 4, problem: /missing: the head says 5 rows/ },
  },
  {
    what: 'the newest rows cut off and the head moved back',
    sql: [
      'delete from journal where sequence > 4',
      'update journal_head set sequence = 4',
      `update journal_head set mac = 'made up'`,
    ],
    shows: { sequence: 4, problem: /head is not as it was written/ },
  },
  {
    what: 'all rows removed',
    sql: ['delete from journal'],
    shows: { sequence: 1, problem: /missing/ },
  },
  {
    what: 'everything removed, the head too',
    sql: ['delete from journal', 'delete from journal_head'],
    shows: { sequence: 0, problem: /head is missing/ },
  },
  {
    what: 'a row added by copying',
    sql: [
      'insert into journal select 6, subject_kind, subject_id, event, body from journal where sequence = 5',
    ],
    shows: { sequence: 6, problem: /not as it was written/ },
  },
];

/** The flaws and the numbers of the rows that hold, read `most` rows at a time. */
async function readAll(store: Store, most: number): Promise<{ flaws: ChainFlaw[]; rows: number[] }> {
  const flaws: ChainFlaw[] = [];
  const rows: number[] = [];
  let point = CHAIN_START;
  for (;;) {
    const from = point;
    const part = await store.transaction((tx) => tx.journal.read(from, most));
    flaws.push(...part.flaws);
    rows.push(...part.rows.map(({ sequence }) => sequence));
    if (part.isEnd) return { flaws, rows };
    point = part.reached;
  }
}

export function describeTampering(createPlace: () => Promise<StorePlace>): void {
  describe('journal under other hands', () => {
    const fixture = useFixture(createPlace);
    let store: Store;
    let telemetry: FakeTelemetry;
    const verify = () => store.transaction((tx) => tx.journal.verify());
    const damage = async (statements: readonly string[]): Promise<void> => {
      for (const statement of statements) await fixture.place().sql(statement);
    };
    beforeEach(async () => {
      telemetry = createFakeTelemetry();
      store = await fixture.open({ clock: createFakeClock(NOON), telemetry, journal: JOURNAL });
      for (let n = 1; n <= 5; n += 1)
        await store.transaction(async (tx) => tx.journal.append(anEntry({ details: { n } })));
      expect(await verify()).toMatchObject({ is: 'whole', rows: 5 });
    });

    it.each(DAMAGES)('finds $what', async ({ sql, shows }) => {
      await damage(sql);
      expect(await verify()).toEqual({
        is: 'broken',
        sequence: shows.sequence,
        problem: expect.stringMatching(shows.problem),
      });
    });

    it.each(DAMAGES)('still finds $what after more was appended', async ({ sql }) => {
      await damage(sql);
      await store.transaction(async (tx) => tx.journal.append(anEntry({ event: 'finished' })));
      expect(await verify()).toMatchObject({ is: 'broken' });
    });

    it('finds a MAC that is spelt in capitals', async () => {
      const [row] = await fixture.place().sql('select body from journal where sequence = 5');
      const body = String(row?.['body']).replace(
        /"mac":"[0-9a-f]+"/,
        (mac) => `"mac":"${mac.slice(7, -1).toUpperCase()}"`,
      );
      await damage([`update journal set body = '${body}' where sequence = 5`]);
      expect(await verify()).toMatchObject({
        is: 'broken',
        sequence: 5,
        problem: expect.stringMatching(/not as it was written/),
      });
      const rows = await store.transaction((tx) => tx.journal.of({ kind: 'operation', id: 'rel_one' }));
      expect(rows.map(({ authentic }) => authentic)).toEqual([true, true, true, true, false]);
    });

    it('finds a MAC that stands elsewhere in its row', async () => {
      const [row] = await fixture.place().sql('select body from journal where sequence = 5');
      const body = String(row?.['body']);
      const mac = /"mac":"[0-9a-f]+",/.exec(body)?.[0] ?? '';
      const moved = `{${mac}${body.slice(1).replace(mac, '')}`;
      const twice = body.replace(mac, mac + mac);
      for (const spelt of [moved, twice, body.replace(mac, mac.replace(':', ': '))]) {
        expect(JSON.parse(spelt)).toEqual(JSON.parse(body));
        await damage([`update journal set body = '${spelt}' where sequence = 5`]);
        expect(await verify()).toMatchObject({
          is: 'broken',
          sequence: 5,
          problem: expect.stringMatching(/not as it was written/),
        });
      }
    });

    it('finds an older copy of the rows put back', async () => {
      await damage(['create table earlier as select * from journal']);
      await store.transaction(async (tx) => tx.journal.append(anEntry({ event: 'refused' })));
      await damage([
        'delete from journal',
        'insert into journal select * from earlier',
        'drop table earlier',
      ]);
      expect(await verify()).toMatchObject({ is: 'broken', sequence: 6 });
    });

    it('goes on journalling when the head is not its own, and says so', async () => {
      await damage([`update journal_head set seal = 'forged'`]);
      await store.transaction(async (tx) => tx.journal.append(anEntry({ event: 'finished' })));

      expect(telemetry.errors()).toHaveLength(1);
      expect(await verify()).toMatchObject({ is: 'broken', sequence: 6, problem: /does not follow/ });
    });

    it('names every flaw, in parts of any size, and reads on behind it', async () => {
      await damage([
        `update journal set body = ' ' || body where sequence = 2`,
        'delete from journal where sequence = 4',
      ]);
      for (const most of [1, 2, 100]) {
        const { flaws, rows } = await readAll(store, most);
        expect(flaws.map(({ is, row, to }) => ({ is, row, to }))).toEqual([
          { is: 'changed', row: 2, to: 2 },
          { is: 'missing', row: 4, to: 4 },
        ]);
        expect(rows).toEqual([1, 3, 5]);
      }
    });

    it('bounds what a row far away can have it name', async () => {
      await damage([
        'insert into journal select 2000000000, subject_kind, subject_id, event, body from journal where sequence = 5',
      ]);
      const { flaws } = await readAll(store, 100);
      expect(flaws).toMatchObject([
        { is: 'missing', row: 6, to: 1_999_999_999 },
        { is: 'changed', row: 2_000_000_000 },
        { is: 'too-many', row: 6 },
      ]);
    });

    it('counts a decision only while its row is as it was written', async () => {
      await store.transaction(async (tx) => tx.journal.append(aDecision('approved')));
      expect(await store.transaction((tx) => tx.journal.decisions('rel_one'))).toHaveLength(1);
      await damage([`update journal set body = replace(body, '"ada"', '"ben"') where sequence = 6`]);

      expect(await store.transaction((tx) => tx.journal.decisions('rel_one'))).toEqual([]);
      const rows = await store.transaction((tx) => tx.journal.of({ kind: 'operation', id: 'rel_one' }));
      expect(rows.at(-1)).toMatchObject({ authentic: false, row: { actor: { person: 'ben' } } });
    });
  });
}
