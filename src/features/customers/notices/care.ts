import { actorOf } from '../../../domain/journal.ts';
import type { Message } from '../../../domain/message.ts';
import { responsibleFor } from '../../../domain/notice.ts';
import { readUntil } from '../../../domain/until.ts';
import { wallTimeOf } from '../../../domain/wall-time.ts';
import { enqueueAlertCard } from '../../../engine/alert-card.ts';
import type { Context } from '../../../engine/context.ts';
import type { Tx } from '../../../ports/store.ts';
import { noticeSubject } from './journal.ts';
import { notThis } from './refused.ts';
import { type Known, line, type NoticeAsk } from './review.ts';

/** Reminders may wait so long. */
const LONGEST_MS = 14 * 86_400_000;

/** Puts reminders off until a time; the release does not wait less for it. */
export async function snoozeIn(
  tx: Tx,
  context: Context,
  { notice, person, at }: Known,
  ask: NoticeAsk & { text: string },
): Promise<Message> {
  const zone = person.zone ?? context.settings.monitoring.zone;
  const until = readUntil(ask.text, { now: new Date(at), zone });
  const ms = until === undefined ? 0 : Date.parse(until.at) - Date.parse(at);
  if (until === undefined || ms <= 0 || ms > LONGEST_MS)
    return notThis(
      'Name a time of at most 14 days.',
      `Type /navi notice snooze v${notice.version} 4h, or tomorrow 09:00.`,
    );
  const care = { responsible: responsibleFor(notice), snoozedUntil: until.at };
  await saveCare(tx, context, { notice: { ...notice, care }, at });
  journalCare(tx, ask, { id: notice.id, event: 'notice-snoozed', details: { until: until.at } });
  return line(`Reminders of ${notice.id} wait until ${wallTimeOf(new Date(until.at), zone)}.`);
}

/** Another person looks after the notice from now on, and is reminded. */
export async function reassignIn(
  tx: Tx,
  context: Context,
  { notice, at }: Known,
  ask: NoticeAsk & { text: string },
): Promise<Message> {
  const { people, permissions } = context.settings;
  const asked = ask.text.trim().toLowerCase();
  const found = people.find(({ id, name }) => id === asked || name.toLowerCase() === asked);
  const may = found?.roles.some((role) => permissions['tell-customers'].includes(role)) === true;
  if (found === undefined || !may)
    return notThis(
      found === undefined
        ? `navi.config.yaml has no person "${asked}".`
        : `${found.name} may not tell customers.`,
      `Name one of ${people
        .filter(({ roles }) => roles.some((role) => permissions['tell-customers'].includes(role)))
        .map(({ id }) => id)
        .join(', ')}.`,
    );
  const care = { responsible: found.id, snoozedUntil: null };
  await saveCare(tx, context, { notice: { ...notice, care }, at });
  journalCare(tx, ask, { id: notice.id, event: 'notice-reassigned', details: { to: found.id } });
  return line(`${found.name} looks after ${notice.id} from now on.`);
}

async function saveCare(tx: Tx, context: Context, { notice, at }: Omit<Known, 'person'>): Promise<void> {
  await tx.notices.save(notice);
  await enqueueAlertCard(tx, context, { id: notice.id, at });
}

function journalCare(
  tx: Tx,
  { caller, place }: Pick<NoticeAsk, 'caller' | 'place'>,
  {
    id,
    event,
    details,
  }: { id: string; event: 'notice-snoozed' | 'notice-reassigned'; details: Record<string, string> },
): void {
  tx.journal.append({
    ...{ subject: noticeSubject(id), event, actor: actorOf(caller, place), planHash: null, details },
  });
}
