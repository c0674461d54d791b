import { type Alert, isSameAlert } from '../../domain/alert.ts';
import { type Subject, subjectKey } from '../../domain/subject.ts';
import type { Surface } from '../../domain/surface.ts';
import { enqueueAlertCard } from '../../engine/alert-card.ts';
import type { Context } from '../../engine/context.ts';
import { enqueuePage } from '../../engine/enqueue-page.ts';
import { restoringUnreadable } from '../../engine/guard.ts';
import { enqueueNotice } from '../../engine/save.ts';
import { saveReleases } from '../../engine/save-releases.ts';
import type { Tx } from '../../ports/store.ts';
import { answerIn, isMuted, pageOf, raise, UNANSWERED } from '../alerts/index.ts';
import { callingOf, storedDrift } from './alert.ts';
import { DRIFT, nameOfSubject } from './card.ts';
import type { Decided, DriftAlert } from './decide-drift.ts';
import { type Known, readKnown } from './known.ts';
import { planFrom } from './prepare.ts';
import { savePutBack } from './put-back.ts';

interface Saving<D extends Decided = Decided> {
  decided: D;
  known: Known;
  /** ISO */
  at: string;
}

/**
 * Saves the consequences of one snapshot, unless its basis has changed since: an operation holds or has moved the
 * surface, or another process was faster.
 */
export function saveDecided(context: Context, saving: Saving): Promise<void> {
  const { decided, known } = saving;
  const subject = 'look' in decided ? decided.look.subject : decided.alert.subject;
  const save = async (tx: Tx) => {
    const now = await readKnown(tx, context);
    const key = subjectKey(subject);
    if (now.holders.has(key) && decided.is !== 'forget') return;
    if (!isSameRecord(surfaceOf(known, subject), surfaceOf(now, subject))) return;
    const before = 'alert' in decided ? decided.alert : undefined;
    const locked = before === undefined ? undefined : await tx.alerts.lock(before.id);
    if (!isSameAlert(locked, before)) return;
    await apply(tx, context, answeredNow(saving, locked));
  };
  return restoringUnreadable(context, () => context.store.transaction(save));
}

/** A person may have answered the alert while the services were read. */
function answeredNow(saving: Saving, locked: Alert | undefined): Saving {
  const { decided } = saving;
  if (locked === undefined || !('alert' in decided) || decided.alert === undefined) return saving;
  const answer = answerIn(locked.details);
  const alert = { ...decided.alert, answer };
  return decided.is === 'seen'
    ? { ...saving, decided: { ...decided, alert, next: { ...decided.next, answer } } }
    : { ...saving, decided: { ...decided, alert } };
}

async function apply(tx: Tx, context: Context, { decided, known, at }: Saving): Promise<void> {
  switch (decided.is) {
    case 'suspect': {
      const { look, finding } = decided;
      const id = context.ids.operation('drf');
      const alert: DriftAlert = {
        ...{ id, kind: DRIFT, subject: look.subject, state: { is: 'suspect' }, since: at, looks: 1 },
        ...{ revision: 1, details: {}, finding, answer: UNANSWERED, calling: null },
      };
      await tx.alerts.begin(storedDrift(alert));
      return;
    }
    case 'seen':
      if (decided.next.state.is === 'firing') return alarm(tx, context, { alert: decided.next, known, at });
      return tx.alerts.save(storedDrift(decided.next));
    case 'late':
      return putLateBack(tx, context, decided);
    case 'forget':
      return decided.alert.state.is === 'suspect'
        ? tx.alerts.remove(decided.alert.id)
        : endAlert(tx, context, decided.alert, { at, how: 'not monitored any more', by: null });
    case 'as-recorded':
      if (decided.isVerified) await saveVerified(tx, surfaceOf(known, decided.look.subject), at);
      if (decided.alert === undefined) return;
      return decided.alert.state.is === 'suspect'
        ? tx.alerts.remove(decided.alert.id)
        : endAlert(tx, context, decided.alert, { at, how: 'as recorded again', by: null });
  }
}

/** Puts back a late write of Navi's own; the journal row proves it, so that it happens once. */
async function putLateBack(
  tx: Tx,
  context: Context,
  { look, surface, write, alert }: Extract<Decided, { is: 'late' }>,
): Promise<void> {
  const { name, tag, version } = look;
  const from = { is: 'dist-tag', name, tag, version } as const;
  const prepared = planFrom(context, { surface, from, alert: null });
  if ('refused' in prepared) return;
  const saved = await savePutBack(tx, context, {
    ...prepared,
    by: { person: null, actor: { is: 'navi' } },
  });
  if ('code' in saved) return;
  const { operation, step } = write;
  tx.journal.append({
    subject: look.subject,
    event: 'late-write',
    actor: { is: 'navi' },
    planHash: null,
    details: { operation, step, version, putBackBy: saved.operation.id },
  });
  if (alert?.state.is === 'suspect') await tx.alerts.remove(alert.id);
}

/** Journals a firing alert and posts its card, or redraws it after a new finding. */
async function alarm(
  tx: Tx,
  context: Context,
  { alert, known, at }: { alert: DriftAlert; known: Known; at: string },
): Promise<void> {
  const { what } = alert.finding;
  const live = surfaceOf(known, alert.subject)?.live;
  context.telemetry.warn('what is live is not as Navi recorded it', { subject: alert.subject.id, what });
  tx.journal.append({
    subject: alert.subject,
    event: 'changed-outside',
    actor: { is: 'navi' },
    planHash: null,
    details: { alert: alert.id, what, recorded: live === undefined ? alert.finding.recorded : { ...live } },
  });
  const { called, muted } = alert.answer;
  // A person who looks after what was found before has not seen this.
  const raised = await raise(tx, context, { ...alert, calling: callingOf(alert) }, at);
  await tx.alerts.save(storedDrift({ ...alert, answer: { ...raised, called, muted } }));
  await enqueueAlertCard(tx, context, { id: alert.id, at });
}

/** Ends a firing alert, posts that, and redraws its card for the last time. */
export async function endAlert(
  tx: Tx,
  context: Context,
  alert: DriftAlert,
  { at, how, by }: { at: string; how: string; by: string | null },
): Promise<void> {
  await tx.alerts.save(storedDrift({ ...alert, state: { is: 'over', at, how, by } }));
  const text = `${nameOfSubject(alert.subject)} is ${how}.`;
  if (alert.calling !== null)
    await enqueuePage(tx, context, pageOf(alert.calling, { event: 'alert.resolved', at, text }));
  await enqueueAlertCard(tx, context, { id: alert.id, at });
  if (by !== null) return;
  tx.journal.append({
    subject: alert.subject,
    event: 'alert-over',
    actor: { is: 'navi' },
    planHash: null,
    details: { alert: alert.id, how },
  });
  if (isMuted(alert, at)) return;
  await enqueueNotice(tx, {
    subject: { kind: 'alert', id: alert.id },
    text,
    level: 'good',
    channel: context.settings.slack.channel,
    key: `alert-over:${alert.id}`,
    at,
  });
}

function surfaceOf({ surfaces }: Pick<Known, 'surfaces'>, { kind, id }: Subject): Surface | undefined {
  return kind === 'surface' ? surfaces.find((one) => one.id === id) : undefined;
}

function isSameRecord(a: Surface | undefined, b: Surface | undefined): boolean {
  return a?.by === b?.by && a?.since === b?.since;
}

/** Saves on the surface when it was last seen right, and on the release that a pointer leads to. */
async function saveVerified(tx: Tx, surface: Surface | undefined, at: string): Promise<void> {
  if (surface === undefined) return;
  const { id, live, by } = surface;
  await tx.surfaces.setLive(id, live, { operation: by, at, verifiedAt: at });
  if (!id.startsWith('pointer:')) return;
  await saveReleases(tx, id.slice('pointer:'.length), (known) =>
    known
      .filter((one) => one.version === live.version && one.sha384 === live.sha384)
      .map((one) => ({ ...one, verifiedAt: at })),
  );
}
