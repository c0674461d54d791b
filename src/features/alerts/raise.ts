import { enqueueAlertCard } from '../../engine/alert-card.ts';
import type { Context } from '../../engine/context.ts';
import { enqueuePage } from '../../engine/enqueue-page.ts';
import { ifUnreadable } from '../../ports/row-unreadable.ts';
import type { Tx } from '../../ports/store.ts';
import { callLater } from './call-next.ts';
import { type Answer, type CallingAlert, isMuted, pageOf, readCalling, UNANSWERED } from './calling-alert.ts';
import { decideIncident } from './decide-incident.ts';

type Told = Pick<Context, 'settings' | 'pager'>;

/**
 * An alert begins to call people. In an incident that is open it is a line in that one's thread; else it pages, and calls
 * the next person when it is not acknowledged. Returns the answer to save with it.
 */
export async function raise(tx: Tx, context: Told, alert: CallingAlert, at: string): Promise<Answer> {
  const { calling } = alert;
  if (calling === null) throw new Error(`${alert.id} calls for nothing`);
  const open = (await tx.alerts.open()).map(readCalling);
  const lead = decideIncident(alert, open, at);
  if (lead?.calling == null) {
    await callLater(tx, alert, at);
    await enqueuePage(tx, context, pageOf(calling, { event: 'alert.firing', at, text: calling.what }));
    return UNANSWERED;
  }
  const joined = { alert: lead.id, incident: lead.calling.incident };
  const text = `${calling.name} belongs to this incident: ${calling.what}`;
  await enqueueInThread(tx, context, {
    of: lead.id,
    key: `joined:${joined.incident}:${calling.incident}`,
    text,
    level: 'warn',
    at,
  });
  return { ...UNANSWERED, joined };
}

interface Line {
  /** The alert in whose thread it is. */
  of: string;
  key: string;
  text: string;
  level: 'good' | 'warn';
  at: string;
}

/** Enqueues a line in the thread of an alert's card, unless it is muted, and draws the card again. */
export async function enqueueInThread(
  tx: Tx,
  context: Pick<Context, 'settings'>,
  { of, key, text, level, at }: Line,
): Promise<void> {
  const row = await tx.alerts.get(of).catch(ifUnreadable(undefined));
  const isSilent = row !== undefined && isMuted(readCalling(row), at);
  if (!isSilent)
    await tx.outbox.put({
      ...{ key, subject: { kind: 'alert', id: of }, inThread: true, at },
      ...{ about: { is: 'line', text, level }, channel: context.settings.slack.channel },
    });
  await enqueueAlertCard(tx, context, { id: of, at });
}

/** The names of the open alerts that are told in this one's thread. */
export async function joinedTo(tx: Tx, id: string): Promise<string[]> {
  const open = (await tx.alerts.open()).map(readCalling);
  return open.flatMap(({ answer, calling }) =>
    calling !== null && answer.joined?.alert === id ? [calling.name] : [],
  );
}

/**
 * The alerts that still call for people while the incident that they had joined does not: each becomes an incident. After a
 * rollback or a newer release they stay where they are, because what was asked for is done.
 */
export async function leftAlone(tx: Tx): Promise<CallingAlert[]> {
  const left: CallingAlert[] = [];
  for (const alert of (await tx.alerts.open()).map(readCalling)) {
    const { joined } = alert.answer;
    if (joined === null || alert.calling === null) continue;
    const row = await tx.alerts.get(joined.alert).catch(ifUnreadable(undefined));
    const isDone = row?.state.is === 'over' && row.state.how === 'superseded';
    const isOpen = row !== undefined && readCalling(row).calling?.incident === joined.incident;
    if (!isDone && !isOpen) left.push(alert);
  }
  return left;
}
