import { z } from 'zod';
import { canonical } from '../../../domain/json.ts';
import { type Delivery, isOpen, NOTICE_KINDS, NOTICE_TOPICS, type Notice } from '../../../domain/notice.ts';
import { RowUnreadable } from '../../../ports/row-unreadable.ts';
import type { Notices } from '../../../ports/tables/notices.ts';
import { parseJson } from '../json.ts';
import type { Session } from '../session.ts';
import type { NoticeDeliveriesTable } from '../tables.ts';

const text = z.string();
const State = z.discriminatedUnion('is', [
  z.object({ is: z.literal('drafted') }),
  z.object({ is: z.literal('reviewed'), reviewer: text, at: text }),
  z.object({ is: z.literal('sending'), reviewer: text, by: text, at: text }),
  z.object({ is: z.literal('given'), reviewer: text, at: text }),
  z.object({ is: z.literal('replaced'), by: text, at: text }),
]);
const Body = z.object({
  id: text,
  version: text,
  kind: z.enum(NOTICE_KINDS),
  // Rows of an earlier version tell of releases alone.
  topic: z.enum(NOTICE_TOPICS).default('release'),
  cause: text.nullable().default(null),
  restored: text.nullable().default(null),
  care: z.object({ responsible: text, snoozedUntil: text.nullable() }).nullable().default(null),
  on: text,
  owner: text,
  draftedAt: text,
  corrects: text.nullable(),
  remind: z.array(z.int()).default([]),
  changes: text,
  carries: text.nullable(),
  state: State,
  recipients: z.array(z.object({ id: text, hash: text })),
});
const Pair = z.tuple([text, text]);
const DeliveryBody = z.object({
  recipient: z.object({
    ...{ id: text, customer: text, why: text, zone: text, subject: text, text },
    channel: z.enum(['e-mail', 'slack-connect', 'by-hand']),
    contact: z.object({ id: text, digest: text }).nullable(),
    slack: z.object({ channel: text, team: text }).exactOptional(),
  }),
  state: z.discriminatedUnion('is', [
    z.object({
      is: z.literal('planned'),
      notBefore: text.nullable(),
      attempts: z.int(),
      last: text.nullable(),
    }),
    z.object({ is: z.literal('intended'), attempt: text, attempts: z.int(), holder: text, until: text }),
    z.object({ is: z.literal('accepted'), at: text, answer: text, by: text.nullable() }),
    z.object({ is: z.literal('refused'), at: text, answer: text }),
    z.object({ is: z.literal('unknown'), attempt: text, at: text, why: text }),
    z.object({ is: z.literal('bounced'), at: text, why: text, by: text }),
    z.object({ is: z.literal('by-hand'), at: text, proof: text, by: Pair }),
    z.object({ is: z.literal('waived'), at: text, reason: text, by: Pair }),
  ]),
  asked: z.object({ is: z.enum(['by-hand', 'waived']), by: text, reason: text }).nullable(),
});

/** Notices on this transaction. */
export function createNotices({ trx, rowLocks }: Session): Notices {
  const notices = trx.selectFrom('notices').selectAll();
  const deliveries = trx.selectFrom('notice_deliveries').selectAll();
  const one = (id: string) => notices.where('id', '=', id);
  const ofVersion = async (version: string) => {
    const rows = await notices
      .where('version', '=', version)
      .orderBy('drafted_at', 'desc')
      .orderBy('id', 'desc')
      .execute();
    return rows.map(noticeOf);
  };
  return {
    async get(id) {
      const row = await one(id).executeTakeFirst();
      return row && noticeOf(row);
    },
    async lock(id) {
      const row = await (rowLocks ? one(id).forUpdate() : one(id)).executeTakeFirst();
      return row && noticeOf(row);
    },
    async current(version, topic) {
      const isAsked = (one: Notice) => topic === undefined || one.topic === topic;
      return (await ofVersion(version)).find((one) => one.state.is !== 'replaced' && isAsked(one));
    },
    async open() {
      const all = (await notices.orderBy('drafted_at').execute()).map(noticeOf);
      return all.filter(isOpen);
    },
    async newest(limit) {
      const rows = await notices.orderBy('drafted_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      return rows.map(noticeOf);
    },
    async save(notice) {
      const { id, version, draftedAt } = notice;
      const columns = { version, drafted_at: draftedAt, body: canonical(notice) };
      await trx
        .insertInto('notices')
        .values({ id, ...columns })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
        .execute();
    },
    async deliveries(notice) {
      const rows = await deliveries.where('notice', '=', notice).orderBy('recipient').execute();
      return rows.map(deliveryOf);
    },
    async lockDelivery(notice, recipient) {
      const these = deliveries.where('notice', '=', notice).where('recipient', '=', recipient);
      const row = await (rowLocks ? these.forUpdate() : these).executeTakeFirst();
      return row && deliveryOf(row);
    },
    async lockPlanned(notice, now) {
      const due = deliveries
        .where('notice', '=', notice)
        .where('state', '=', 'planned')
        .where('is_mail', '=', 1)
        .where('not_before', '<=', now)
        .orderBy('recipient')
        .limit(1);
      const row = await (rowLocks ? due.forUpdate().skipLocked() : due).executeTakeFirst();
      return row && deliveryOf(row);
    },
    async saveDelivery({ notice, recipient, state, asked }) {
      const columns = {
        state: state.is,
        not_before: state.is === 'planned' ? (state.notBefore ?? '') : '',
        // Named when mail was the only channel: what Navi sends itself.
        is_mail: recipient.channel === 'by-hand' ? 0 : 1,
        body: canonical({ recipient, state, asked }),
      };
      await trx
        .insertInto('notice_deliveries')
        .values({ notice, recipient: recipient.id, ...columns })
        .onConflict((conflict) => conflict.columns(['notice', 'recipient']).doUpdateSet(columns))
        .execute();
    },
  };
}

function noticeOf({ id, body }: { id: string; body: string }): Notice {
  const notice = Body.safeParse(parseJson(body)).data;
  if (notice === undefined) throw new RowUnreadable('notices', id, 'it is not as Navi writes it');
  return notice;
}

function deliveryOf({ notice, recipient, body }: NoticeDeliveriesTable): Delivery {
  const read = DeliveryBody.safeParse(parseJson(body)).data;
  if (read === undefined)
    throw new RowUnreadable('notice_deliveries', `${notice} ${recipient}`, 'it is not as Navi writes it');
  return { notice, ...read };
}
