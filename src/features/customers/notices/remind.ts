import { isSettled, type Notice, responsibleFor } from '../../../domain/notice.ts';
import { ROLES } from '../../../domain/person.ts';
import { enqueueAlertCard } from '../../../engine/alert-card.ts';
import type { Context } from '../../../engine/context.ts';
import { enqueueNotice } from '../../../engine/save.ts';
import { ServiceError } from '../../../ports/service-error.ts';
import type { Tx } from '../../../ports/store.ts';
import { decideReminder, noticeDueAt, type Reminder } from './decide-reminder.ts';
import { decideWhom, type Link, unansweredSince } from './decide-whom.ts';
import { byNavi, noticeSubject } from './journal.ts';

/** Reminds who looks after each notice that is not given: each reminder once, also with several processes. */
export async function remindOwners(context: Context): Promise<void> {
  const { store } = context;
  for (const notice of await store.transaction((tx) => tx.notices.open())) {
    const chain = await chainOf(context, notice);
    await store.transaction((tx) => remind(tx, context, { id: notice.id, chain }));
  }
}

/** Who looks after it, their deputy at one of its customers, then everyone who may tell customers. */
async function chainOf(context: Context, notice: Notice): Promise<Link[]> {
  const { customersFile, settings } = context;
  const owner = responsibleFor(notice);
  const read = await customersFile.read();
  const customers = read.is === 'read' ? read.customers : [];
  const deputy = customers.find((one) => one.owner === owner && one.deputy !== null)?.deputy ?? null;
  const roles = ROLES.filter((role) => settings.permissions['tell-customers'].includes(role));
  const people = settings.people.filter((one) => one.roles.some((role) => roles.includes(role)));
  return [
    { is: 'owner', people: [owner], isActive: await isActive(context, owner) },
    ...(deputy === null
      ? []
      : [{ is: 'deputy' as const, people: [deputy], isActive: await isActive(context, deputy) }]),
    { is: 'role', people: people.map(({ id }) => id), isActive: true },
  ];
}

/** Whether their account is; where Slack does not answer, it counts as active. */
async function isActive({ directory, settings }: Context, person: string): Promise<boolean> {
  const account = settings.people.find(({ id }) => id === person)?.slack;
  if (account === undefined) return false;
  try {
    return (await directory.standing(account)).is === 'member';
  } catch (error) {
    if (error instanceof ServiceError) return true;
    throw error;
  }
}

async function remind(
  tx: Tx,
  context: Context,
  { id, chain }: { id: string; chain: readonly Link[] },
): Promise<void> {
  const { clock, settings } = context;
  const notice = await tx.notices.lock(id);
  const now = clock.now().toISOString();
  if (notice === undefined || (notice.care?.snoozedUntil ?? '') > now) return;
  const { noticeDays: days } = settings.customers;
  const givenBy = noticeDueAt(notice, { days, zone: settings.monitoring.zone });
  const reminder = decideReminder({ givenBy, since: notice.draftedAt, now });
  if (reminder === null) return;
  const link = decideWhom(chain, { unansweredSince: await silentSince(tx, id), now });
  const key = keyOf(notice, reminder.dueAt, link?.is);
  if ((await tx.outbox.lock(key)) !== undefined) return;
  let skipped = 0;
  for (const dueAt of reminder.dueBefore) if (!(await wasPosted(tx, notice, dueAt))) skipped += 1;
  const owed = (await tx.notices.deliveries(id)).filter(({ state }) => !isSettled(state)).length;
  await enqueueNotice(tx, {
    subject: noticeSubject(id),
    text: textOf(notice, { reminder, owed, givenBy, skipped, link }),
    level: 'warn',
    ...whereTo(context, notice, link),
    ...{ key, at: now },
  });
  await enqueueAlertCard(tx, context, { id, at: now });
  const whom = link?.is ?? 'none';
  tx.journal.append(
    byNavi(id, 'notice-reminded', { dueAt: reminder.dueAt, isLate: reminder.isLate, owed, whom }),
  );
}

/** A direct message to one person; the release channel for a role, and for who has no account. */
function whereTo({ settings }: Context, notice: Notice, link: Link | undefined) {
  const [only] = link?.is === 'role' ? [] : (link?.people ?? []);
  const slack = settings.people.find(({ id }) => id === only)?.slack;
  if (only !== undefined && slack !== undefined) return { channel: slack, whom: { person: only } };
  return {
    channel: settings.slack.channel,
    whom: link?.is === 'role' ? ('owners' as const) : { person: responsibleFor(notice) },
  };
}

async function silentSince(tx: Tx, id: string): Promise<string | null> {
  const rows = await tx.journal.of(noticeSubject(id));
  return unansweredSince(
    rows
      .filter(({ authentic }) => authentic)
      .map(({ row }) => ({ event: row.event, at: row.at, isByPerson: row.actor.is === 'person' })),
  );
}

function keyOf({ id }: Notice, dueAt: string, link: Link['is'] = 'owner'): string {
  return `remind:${id}:${dueAt}${link === 'owner' ? '' : `:${link}`}`;
}

async function wasPosted(tx: Tx, notice: Notice, dueAt: string): Promise<boolean> {
  for (const link of ['owner', 'deputy', 'role'] as const)
    if ((await tx.outbox.get(keyOf(notice, dueAt, link))) !== undefined) return true;
  return false;
}

interface Said {
  reminder: Reminder;
  owed: number;
  givenBy: string;
  skipped: number;
  link: Link | undefined;
}

function textOf(
  { version, state, on, topic }: Notice,
  { reminder, owed, givenBy, skipped, link }: Said,
): string {
  const what =
    state.is === 'drafted' || state.is === 'reviewed' ? `${state.is}, not sent` : 'sent, not complete';
  const late = reminder.isLate ? ` (late: it was due at ${reminder.dueAt})` : '';
  const missed =
    skipped === 0 ? '' : ` ${skipped} earlier ${skipped === 1 ? 'reminder was' : 'reminders were'} skipped.`;
  const of = topic === 'release' ? `v${version}` : `${topic === 'custom' ? 'message' : topic} v${version}`;
  const why = topic === 'release' ? `, for a release on ${on}` : '';
  const before =
    link === undefined || link.is === 'owner' ? '' : ' Who was reminded before has not answered.';
  return [
    `The notice of ${of} has to be complete ${reminder.when}${late}: at ${givenBy}${why}. It is ${what}; ${owed} recipients are open.`,
    `${nextOf(state.is, version)}.${missed}${before} Its card in the release channel has Snooze and Reassign.`,
  ].join(' ');
}

function nextOf(is: Notice['state']['is'], version: string): string {
  if (is === 'drafted') return `A second person reviews it: /navi notice show v${version}`;
  if (is === 'reviewed') return `Send it: /navi notice send v${version}`;
  return `See which are open: /navi notice show v${version}`;
}
