import { isSettled, type Notice } from '../../../domain/notice.ts';
import type { Context } from '../../../engine/context.ts';
import { enqueueNotice } from '../../../engine/save.ts';
import type { Tx } from '../../../ports/store.ts';
import { decideReminder, mustBeGivenBy, type Reminder } from './decide-reminder.ts';
import { byNavi, noticeSubject } from './journal.ts';

/** Reminds the owner of each notice that is not given: each reminder once, also with several processes. */
export async function remindOwners(context: Context): Promise<void> {
  const { store } = context;
  for (const notice of await store.transaction((tx) => tx.notices.open()))
    await store.transaction((tx) => remind(tx, context, notice));
}

async function remind(tx: Tx, { clock, settings }: Context, notice: Notice): Promise<void> {
  const now = clock.now().toISOString();
  const { noticeDays: days } = settings.customers;
  const givenBy = dueOf(notice, { days, zone: settings.monitoring.zone });
  const reminder = decideReminder({ givenBy, since: notice.draftedAt, now });
  if (reminder === null) return;
  const key = keyOf(notice, reminder.dueAt);
  if ((await tx.outbox.lock(key)) !== undefined) return;
  let skipped = 0;
  for (const dueAt of reminder.dueBefore)
    if ((await tx.outbox.get(keyOf(notice, dueAt))) === undefined) skipped += 1;
  const owed = (await tx.notices.deliveries(notice.id)).filter(({ state }) => !isSettled(state)).length;
  await enqueueNotice(tx, {
    subject: noticeSubject(notice.id),
    text: textOf(notice, { reminder, owed, givenBy, skipped }),
    level: 'warn',
    whom: { person: notice.owner },
    channel: settings.slack.channel,
    key,
    at: now,
  });
  tx.journal.append(
    byNavi(notice.id, 'notice-reminded', { dueAt: reminder.dueAt, isLate: reminder.isLate, owed }),
  );
}

/** A rollback, an emergency and a message are told at once: half an hour is for their review. */
const AT_ONCE_MS = 30 * 60_000;

function dueOf({ topic, on, draftedAt }: Notice, rule: { days: number; zone: string }): string {
  if (topic === 'release') return mustBeGivenBy(on, rule);
  return new Date(Date.parse(draftedAt) + AT_ONCE_MS).toISOString();
}

function keyOf({ id }: Notice, dueAt: string): string {
  return `remind:${id}:${dueAt}`;
}

function textOf(
  { version, state, on, topic }: Notice,
  {
    reminder,
    owed,
    givenBy,
    skipped,
  }: { reminder: Reminder; owed: number; givenBy: string; skipped: number },
): string {
  const what =
    state.is === 'drafted' || state.is === 'reviewed' ? `${state.is}, not sent` : 'sent, not complete';
  const late = reminder.isLate ? ` (late: it was due at ${reminder.dueAt})` : '';
  const missed =
    skipped === 0 ? '' : ` ${skipped} earlier ${skipped === 1 ? 'reminder was' : 'reminders were'} skipped.`;
  const of = topic === 'release' ? `v${version}` : `${topic === 'custom' ? 'message' : topic} v${version}`;
  const why = topic === 'release' ? `, for a release on ${on}` : '';
  return [
    `The notice of ${of} has to be complete ${reminder.when}${late}: at ${givenBy}${why}. It is ${what}; ${owed} recipients are open.`,
    `${nextOf(state.is, version)}.${missed}`,
  ].join(' ');
}

function nextOf(is: Notice['state']['is'], version: string): string {
  if (is === 'drafted') return `A second person reviews it: /navi notice show v${version}`;
  if (is === 'reviewed') return `Send it: /navi notice send v${version}`;
  return `See which are open: /navi notice show v${version}`;
}
