import { describe, expect, it } from 'vitest';
import type { OutboxRow, Store } from '../../../src/ports/store.ts';
import { RowUnreadable } from '../../../src/store/errors.ts';
import { createFakeTelemetry } from '../../fakes/telemetry.ts';
import { JOURNAL, systemClock } from './given.ts';
import { type Scene, type StorePlace, useScene } from './place.ts';
import { aMessage, later, NOON } from './things.ts';

export function describeOutbox(createPlace: () => Promise<StorePlace>): void {
  describe('outbox', () => {
    const scene = useScene(createPlace);

    it('adds a row, and raises what is wanted of one that is there', async () => {
      const store = await open(scene);
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
      const store = await open(scene);
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
      const store = await open(scene);
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

    it('refuses to save what was never put', async () => {
      const store = await open(scene);
      await put(store, aMessage('card:rel_one'));
      const row = await get(store, 'card:rel_one');
      if (row === undefined) throw new Error('the row is gone');
      const saving = store.transaction((tx) => tx.outbox.save({ ...row, key: 'other' }));
      await expect(saving).rejects.toThrow(RowUnreadable);
    });
  });
}

function open(scene: Scene): Promise<Store> {
  return scene.open({ clock: systemClock(), telemetry: createFakeTelemetry(), journal: JOURNAL });
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
