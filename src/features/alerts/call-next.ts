import type { Person } from '../../domain/person.ts';
import { enqueueAlertCard } from '../../engine/alert-card.ts';
import type { Context } from '../../engine/context.ts';
import { enqueuePage } from '../../engine/enqueue-page.ts';
import { enqueueNotice } from '../../engine/save.ts';
import type { Tx } from '../../ports/store.ts';
import type { JobOutcome } from '../../ports/tables/jobs.ts';
import type { OnCall } from '../on-call/index.ts';
import { CALLING_ALERT, type Calling, type CallingAlert, pageOf, saveAnswer } from './calling-alert.ts';
import { decideCall, UNACKNOWLEDGED_MS } from './decide-call.ts';
import { lengthOf } from './words.ts';

/** Enqueues the first look at whether an alert that calls people since then (ISO) is acknowledged. */
export async function callLater(tx: Tx, { id }: { id: string }, since: string): Promise<void> {
  await tx.jobs.put({
    ...{
      key: `call-on-call:${id}`,
      kind: 'call-on-call',
      subject: { kind: 'alert', id },
      priority: 'normal',
    },
    dueAt: new Date(Date.parse(since) + UNACKNOWLEDGED_MS).toISOString(),
  });
}

/** Calls whom it is time to call. Who was called is in the alert's row: two processes call once. */
export async function callNext(
  tx: Tx,
  context: Context,
  { id, onCall }: { id: string; onCall: OnCall },
): Promise<JobOutcome> {
  const alert = await CALLING_ALERT.lock(tx, id);
  if (alert === undefined) return { is: 'over' };
  const at = context.clock.now().toISOString();
  const step = decideCall(alert, { onCall, people: context.settings.people }, at);
  if (step.is === 'over' || alert.calling === null) return { is: 'over' };
  if (step.is === 'wait') return { is: 'again', at: step.until };
  await call(tx, context, { alert, calling: alert.calling, ...step, at });
  return { is: 'again', at: new Date(Date.parse(at) + UNACKNOWLEDGED_MS).toISOString() };
}

interface Call {
  alert: CallingAlert;
  calling: Calling;
  /** A person's id in the configuration, or the owners. */
  whom: string;
  people: readonly Person[];
  at: string;
}

async function call(tx: Tx, context: Context, { alert, calling, whom, people, at }: Call): Promise<void> {
  const { id, subject, answer } = alert;
  const { incident, name, what, since } = calling;
  const names = people.map((one) => one.name).join(', ');
  await saveAnswer(tx, alert, { ...answer, called: [...answer.called, { at, whom }] });
  tx.journal.append({
    ...{ subject, event: 'alert-called', actor: { is: 'navi' }, planHash: null },
    details: { alert: id, whom, people: people.map((one) => one.id) },
  });
  const text = `${name} needs a person for ${lengthOf(since, at)}, and it is not acknowledged: ${what} Press Acknowledge on its card in the release channel.`;
  for (const person of people)
    if (person.slack !== undefined)
      await enqueueNotice(tx, {
        ...{ subject: { kind: 'call', id: `${incident}:${person.id}` }, text, level: 'bad', at },
        ...{ channel: person.slack, key: `call:${incident}:${person.id}` },
      });
  await tx.outbox.put({
    ...{ key: `called:${incident}:${whom}`, subject: { kind: 'alert', id }, inThread: true, at },
    ...{ about: { is: 'line', text: `Not acknowledged: Navi called ${names}.`, level: 'warn' } },
    channel: context.settings.slack.channel,
  });
  const page = pageOf(calling, { event: 'alert.unacknowledged', at, text: `${text} Called: ${names}.` });
  await enqueuePage(tx, context, { ...page, of: whom });
  await enqueueAlertCard(tx, context, { id, at });
}
