import { describe, expect, it } from 'vitest';
import type { Delivery, Notice, NoticeRecipient } from '../../../src/domain/notice.ts';
import { type StorePlace, useFixture } from '../../harness/store/place.ts';
import { later, NOON } from '../../harness/store/things.ts';
import { openAtNoon } from './job-fixture.ts';

const NOTICE: Notice = {
  ...{ id: 'ntc_1', version: '2.0.0', kind: 'major', on: '2027-01-12', owner: 'ada', draftedAt: NOON },
  ...{ corrects: null, changes: 'c', carries: null, remind: [7, 30], recipients: [{ id: 'a', hash: 'h' }] },
  ...{ topic: 'release', cause: null, restored: null, care: null },
  state: { is: 'drafted' },
};
const RECIPIENT: NoticeRecipient = {
  ...{ id: 'a', customer: 'a', why: 'w', zone: 'UTC', channel: 'e-mail', subject: 's', text: 't' },
  contact: { id: 'ctc_1', digest: 'd' },
};
const delivery = (id: string, notBefore: string | null, change: Partial<NoticeRecipient> = {}): Delivery => ({
  ...{ notice: 'ntc_1', recipient: { ...RECIPIENT, id, ...change }, asked: null },
  state: { is: 'planned', notBefore, attempts: 0, last: null },
});

export function describeNotices(createPlace: () => Promise<StorePlace>): void {
  describe('notices', () => {
    const fixture = useFixture(createPlace);

    it('are given back as saved; the current one of a version is the newest that none replaced', async () => {
      const { store } = await openAtNoon(fixture);
      const newer: Notice = { ...NOTICE, id: 'ntc_2', draftedAt: later(NOON, 60), state: { is: 'drafted' } };
      const replaced: Notice = { ...NOTICE, state: { is: 'replaced', by: 'ntc_2', at: later(NOON, 60) } };
      await store.transaction(async (tx) => {
        await tx.notices.save(NOTICE);
        expect(await tx.notices.lock('ntc_1')).toEqual(NOTICE);
        await tx.notices.save(replaced);
        await tx.notices.save(newer);
      });
      await store.transaction(async (tx) => {
        expect(await tx.notices.get('ntc_1')).toEqual(replaced);
        expect(await tx.notices.current('2.0.0')).toEqual(newer);
        expect(await tx.notices.current('3.0.0')).toBeUndefined();
        expect(await tx.notices.current('2.0.0', 'release')).toEqual(newer);
        expect(await tx.notices.current('2.0.0', 'rollback')).toBeUndefined();
        expect(await tx.notices.open()).toEqual([newer]);
        expect((await tx.notices.newest(1)).map(({ id }) => id)).toEqual(['ntc_2']);
        expect((await tx.notices.newest(9)).map(({ id }) => id)).toEqual(['ntc_2', 'ntc_1']);
      });
    });

    it('have their next message: planned, by mail, and due', async () => {
      const { store } = await openAtNoon(fixture);
      await store.transaction(async (tx) => {
        await tx.notices.saveDelivery(delivery('a', later(NOON, 60)));
        await tx.notices.saveDelivery(delivery('b', null, { channel: 'by-hand', contact: null }));
        await tx.notices.saveDelivery(delivery('c', null));
      });
      const next = (at: string) => store.transaction((tx) => tx.notices.lockPlanned('ntc_1', at));
      expect((await next(NOON))?.recipient.id).toBe('c');
      await store.transaction((tx) =>
        tx.notices.saveDelivery({
          ...delivery('c', null),
          state: { is: 'refused', at: NOON, answer: '550' },
        }),
      );
      expect(await next(NOON)).toBeUndefined();
      expect(await next(later(NOON, 60))).toEqual(delivery('a', later(NOON, 60)));
      expect((await store.transaction((tx) => tx.notices.deliveries('ntc_1'))).length).toBe(3);
      expect(await store.transaction((tx) => tx.notices.lockDelivery('ntc_1', 'x'))).toBeUndefined();
    });
  });
}
