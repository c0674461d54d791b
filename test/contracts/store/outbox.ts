import { describe, expect, it } from 'vitest';
import { RowUnreadable } from '../../../src/ports/row-unreadable.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { OutboxRow } from '../../../src/ports/tables/outbox.ts';
import { createFakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { JOURNAL, systemClock } from '../../harness/store/given.ts';
import { type Fixture, type StorePlace, useFixture } from '../../harness/store/place.ts';
import { aMessage, anEntry, later, NOON } from '../../harness/store/things.ts';

export function describeOutbox(createPlace: () => Promise<StorePlace>): void {
  describe('outbox', () => {
    const fixture = useFixture(createPlace);

    it('adds a row, and raises what is wanted of one that is there', async () => {
      const store = await open(fixture);
      await put(store, aMessage('card:rel_one'));
      expect(await get(store, 'card:rel_one')).toEqual({
        key: 'card:rel_one',
        subject: { kind: 'operation', id: 'rel_one' },
        about: { is: 'card' },
        channel: 'C0RELEASES',
        inThread: false,
        state: 'pending',
        ts: null,
        wanted: 1,
        delivered: 0,
        attempts: 0,
        since: NOON,
        updatedAt: NOON,
        note: null,
      });

      await put(store, { ...aMessage('card:rel_one'), at: later(NOON, 1_000) });
      expect(await get(store, 'card:rel_one')).toMatchObject({
        wanted: 2,
        since: NOON,
        updatedAt: NOON,
      });
    });

    it('saves a delivery, and finds the row by its post', async () => {
      const store = await open(fixture);
      await put(store, aMessage('card:rel_one'));
      await change(store, 'card:rel_one', {
        state: 'sent',
        ts: '1.2',
        delivered: 1,
        note: { tries: [1, 2] },
      });

      const found = await store.transaction((tx) => tx.outbox.byPost('C0RELEASES', '1.2'));
      expect(found).toMatchObject({ key: 'card:rel_one', state: 'sent', note: { tries: [1, 2] } });
      expect(await store.transaction((tx) => tx.outbox.byPost('C0GENERAL', '1.2'))).toBeUndefined();
    });

    it('lists what is not fully delivered of an operation, in the order it was put', async () => {
      const store = await open(fixture);
      const of = (id: string) => ({ subject: { kind: 'operation', id } });
      await put(store, aMessage('of-a-version', { subject: { kind: 'version', id: 'rel_one' } }));
      await put(store, aMessage('z-first'));
      await put(store, aMessage('a-second'));
      await put(store, aMessage('sent'));
      await put(store, aMessage('changed-since'));
      await put(store, aMessage('another', of('rel_two')));
      await change(store, 'sent', { state: 'sent', ts: '1.1', delivered: 1 });
      await change(store, 'changed-since', { state: 'sent', ts: '1.3', delivered: 1 });
      await put(store, aMessage('changed-since'));

      const pending = await store.transaction((tx) =>
        tx.outbox.pending({ kind: 'operation', id: 'rel_one' }),
      );
      expect(pending.map(({ key }) => key)).toEqual(['z-first', 'a-second', 'changed-since']);
    });

    it.each([
      ['was written outside Navi', `update outbox set seal = 'forged'`],
      ['has other words', `update outbox set about = '{"is":"notice","text":"forged"}'`],
      ['goes to another channel', `update outbox set channel = 'C0GENERAL'`],
      ['is about something else', `update outbox set subject_id = 'rel_two'`],
      ['was copied under another key', `update outbox set key = 'line:other'`],
    ])('gives nothing out that %s, until Navi puts it again', async (_what, sql) => {
      const telemetry = createFakeTelemetry();
      const store = await fixture.open({ clock: systemClock(), telemetry, journal: JOURNAL });
      await put(store, aMessage('line:one'));
      await fixture.place().sql(sql);
      const all = () =>
        store.transaction(async (tx) => ({
          pending: [
            ...(await tx.outbox.pending({ kind: 'operation', id: 'rel_one' })),
            ...(await tx.outbox.pending({ kind: 'operation', id: 'rel_two' })),
          ],
          undelivered: await tx.outbox.undelivered(10),
          locked: (await tx.outbox.lock('line:one')) ?? (await tx.outbox.lock('line:other')),
        }));

      expect(await all()).toEqual({ pending: [], undelivered: [], locked: undefined });
      expect(JSON.stringify(telemetry.errors())).toContain('a message that Navi did not write is not sent');

      await put(store, aMessage('line:one'));
      const again = { key: 'line:one', about: aMessage('line:one').about, channel: 'C0RELEASES' };
      expect(await all()).toMatchObject({ pending: [again], undelivered: [again], locked: again });
    });

    it.each([
      ['was written outside Navi', `seal = 'forged'`],
      ['has other words', `about = '{"is":"notice","text":"forged"}'`],
      ['cannot be read', `about = '{'`],
    ])('takes no row for delivered that %s', async (_what, columns) => {
      const store = await open(fixture);
      await put(store, aMessage('seal:rel_one'));
      await fixture.place().sql(`update outbox set ${columns}, state = 'sent', ts = '1.2', delivered = 1`);
      const found = await store.transaction(async (tx) => [
        await tx.outbox.get('seal:rel_one'),
        await tx.outbox.lock('seal:rel_one'),
        await tx.outbox.byPost('C0RELEASES', '1.2'),
      ]);

      expect(found).toEqual([undefined, undefined, undefined]);
    });

    it('knows what it delivered with an earlier key by the journal', async () => {
      const store = await open(fixture);
      for (const key of ['card:rel_one', 'card:rel_two']) {
        await put(store, aMessage(key));
        await change(store, key, { state: 'sent', ts: key, delivered: 1 });
      }
      await store.transaction(async (tx) =>
        tx.journal.append({
          ...anEntry(),
          subject: { kind: 'outbox', id: 'card:rel_one' },
          event: 'delivered',
        }),
      );
      await store.close();
      const key = { id: 'next-key', secret: 'another secret for tests' };
      const reopened = await fixture.open({
        clock: systemClock(),
        telemetry: createFakeTelemetry(),
        journal: { ...JOURNAL, key, formerKeys: [JOURNAL.key] },
      });

      expect(await get(reopened, 'card:rel_one')).toMatchObject({ state: 'sent', ts: 'card:rel_one' });
      expect(await get(reopened, 'card:rel_two')).toBeUndefined();
    });

    it('gives out what waited when the key was changed', async () => {
      const store = await open(fixture);
      await put(store, aMessage('line:one'));
      await put(store, aMessage('line:forged'));
      await store.transaction(async (tx) => tx.journal.append(anEntry()));
      await fixture.place().sql(`update outbox set channel = 'C0GENERAL' where key = 'line:forged'`);
      await store.close();
      const key = { id: 'next-key', secret: 'another secret for tests' };
      const reopened = await fixture.open({
        clock: systemClock(),
        telemetry: createFakeTelemetry(),
        journal: { ...JOURNAL, key, formerKeys: [JOURNAL.key] },
      });

      const found = await reopened.transaction((tx) => tx.outbox.undelivered(10));
      expect(found.map((row) => row.key)).toEqual(['line:one']);
    });

    it('refuses to save what was never put', async () => {
      const store = await open(fixture);
      await put(store, aMessage('card:rel_one'));
      const row = await get(store, 'card:rel_one');
      if (row === undefined) throw new Error('the row is gone');
      const saving = store.transaction((tx) => tx.outbox.save({ ...row, key: 'other' }));
      await expect(saving).rejects.toThrow(RowUnreadable);
    });
  });
}

function open(fixture: Fixture): Promise<Store> {
  return fixture.open({ clock: systemClock(), telemetry: createFakeTelemetry(), journal: JOURNAL });
}

function put(store: Store, message: ReturnType<typeof aMessage>): Promise<void> {
  return store.transaction((tx) => tx.outbox.put(message));
}

function get(store: Store, key: string): Promise<OutboxRow | undefined> {
  return store.transaction((tx) => tx.outbox.get(key));
}

function change(store: Store, key: string, changes: Partial<OutboxRow>): Promise<void> {
  return store.transaction(async (tx) => {
    const row = await tx.outbox.lock(key);
    if (row !== undefined) await tx.outbox.save({ ...row, ...changes });
  });
}
