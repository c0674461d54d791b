import { subjectKey } from '../../../domain/subject.ts';
import { enqueueAlertCard } from '../../../engine/alert-card.ts';
import type { Context } from '../../../engine/context.ts';
import { enqueuePage } from '../../../engine/enqueue-page.ts';
import { restoringUnreadable } from '../../../engine/guard.ts';
import type { Tx } from '../../../ports/store.ts';
import { enqueueInThread, leftAlone, lengthOf, pageOf, raise, UNANSWERED } from '../../alerts/index.ts';
import { type Condition, readConditions } from './conditions.ts';
import { type Decided, decideAlert } from './decide-alert.ts';
import { called, MEASURED, type MonitorAlert, readIncident, storedIncident } from './monitor-alert.ts';

/** Looks at everything that can raise an alert, and saves what follows. All state is in the store: a restart says nothing. */
export async function watchMeasured(context: Context): Promise<void> {
  const conditions = await readConditions(context);
  for (const condition of conditions)
    await restoringUnreadable(context, () =>
      context.store.transaction((tx) => lookAt(tx, context, condition)),
    );
  await context.store.transaction((tx) => fireLeft(tx, context));
}

async function lookAt(tx: Tx, context: Context, condition: Condition): Promise<void> {
  const open = (await tx.alerts.open()).find(
    ({ kind, subject }) => kind === MEASURED && subjectKey(subject) === subjectKey(condition.subject),
  );
  const locked = open === undefined ? undefined : await tx.alerts.lock(open.id);
  const alert = locked === undefined ? undefined : readIncident(locked);
  // A row of a newer version's form stays as it is.
  if (alert === undefined && locked !== undefined) return;
  const at = context.clock.now().toISOString();
  const decided = decideAlert(alert?.incident.standing ?? null, condition.look, at);
  await apply(tx, context, { decided, alert, condition, at });
}

interface Applying {
  decided: Decided;
  alert: MonitorAlert | undefined;
  condition: Condition;
  /** ISO */
  at: string;
}

async function apply(tx: Tx, context: Context, { decided, alert, condition, at }: Applying): Promise<void> {
  if (decided.is === 'nothing') return;
  if (decided.is === 'forgotten') return alert === undefined ? undefined : tx.alerts.remove(alert.id);
  if (decided.is === 'over') return alert === undefined ? undefined : end(tx, context, alert, at);
  const { standing } = decided;
  const { subject, name, owner } = condition;
  if (alert === undefined) {
    const incident = { name, owner, standing };
    const id = context.ids.operation('alt');
    const state = { is: 'suspect' } as const;
    await tx.alerts.begin(
      storedIncident({
        id,
        kind: MEASURED,
        subject,
        state,
        since: at,
        looks: 1,
        revision: 1,
        details: {},
        incident,
        answer: UNANSWERED,
        calling: null,
      }),
    );
    return;
  }
  const next = called({
    ...alert,
    state:
      standing.is === 'suspect'
        ? alert.state
        : { is: 'firing', since: decided.fires ? at : firingSince(alert, at) },
    incident: { ...alert.incident, standing },
  });
  if (decided.fires) return fire(tx, context, next, at);
  await tx.alerts.save(storedIncident(next));
  if (standing.is !== 'suspect' && next.answer.joined === null)
    await enqueueAlertCard(tx, context, { id: alert.id, at });
}

/** People are called: by a card of its own, or in the thread of the incident that it belongs to. */
async function fire(tx: Tx, context: Context, alert: MonitorAlert, at: string): Promise<void> {
  const { what } = alert.incident.standing;
  context.telemetry.warn('an alert fires', { subject: alert.subject.id, what });
  journal(tx, alert, 'alert-firing', { what });
  const answer = await raise(tx, context, alert, at);
  await tx.alerts.save(storedIncident({ ...alert, answer }));
  if (answer.joined === null) await enqueueAlertCard(tx, context, { id: alert.id, at });
}

/** The incident of these is over, and they still fire. */
async function fireLeft(tx: Tx, context: Context): Promise<void> {
  const at = context.clock.now().toISOString();
  for (const { id } of await leftAlone(tx)) {
    const row = await tx.alerts.lock(id);
    const alert = row && readIncident(row);
    if (alert?.calling != null) await fire(tx, context, alert, at);
  }
}

function firingSince({ state }: MonitorAlert, at: string): string {
  return state.is === 'firing' ? state.since : at;
}

/** Ends a firing alert: its card says so, and a line in its thread says how long it lasted. */
async function end(tx: Tx, context: Context, alert: MonitorAlert, at: string): Promise<void> {
  const { incident, id, answer, calling } = alert;
  const length = lengthOf(incident.standing.since, at);
  await tx.alerts.save(storedIncident({ ...alert, state: { is: 'over', at, how: 'well again', by: null } }));
  journal(tx, alert, 'alert-over', { how: 'well again', length });
  const text = `${incident.name} is well again, after ${length}.`;
  const of = answer.joined?.alert ?? id;
  if (calling !== null)
    await enqueuePage(tx, context, pageOf(calling, { event: 'alert.resolved', at, text }));
  await enqueueInThread(tx, context, { of, key: `alert-over:${id}`, text, level: 'good', at });
}

function journal(
  tx: Tx,
  { id, subject }: MonitorAlert,
  event: 'alert-firing' | 'alert-over',
  details: Record<string, string>,
): void {
  tx.journal.append({
    subject,
    event,
    actor: { is: 'navi' },
    planHash: null,
    details: { alert: id, ...details },
  });
}
