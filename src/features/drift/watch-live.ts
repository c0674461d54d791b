import type { Subject } from '../../domain/subject.ts';
import type { Context } from '../../engine/context.ts';
import type { JobOutcome } from '../../ports/tables/jobs.ts';
import { readDrift } from './alert.ts';
import { decideDrift } from './decide-drift.ts';
import { readKnown } from './known.ts';
import { readLate } from './late.ts';
import { lookAtAll } from './look.ts';
import { isIntegration, isStored } from './looks.ts';
import { saveDecided } from './save.ts';

/** The pause between rounds while something differs, and for some time after a rollback. Milliseconds. */
const SOON_MS = 10_000;

/**
 * The drift monitor: compares what is live, at its origin and at the edge, with Navi's record. A difference in three
 * snapshots is an alert; a service without an answer proves nothing. Surfaces and alerts are read again when the
 * finding is saved.
 */
export async function watchLive(context: Context): Promise<JobOutcome> {
  const known = await context.store.transaction((tx) => readKnown(tx, context));
  const looks = await lookAtAll(context, known);
  const at = context.clock.now().toISOString();
  const late = await context.store.transaction((tx) => readLate(tx, at));
  const alerts = known.alerts.filter(({ subject }) => isLive(subject));
  const decided = decideDrift(looks, { ...known, alerts, late }, known.holders, at);
  for (const one of decided) await saveDecided(context, { decided: one, known, at });
  const isSuspect = await context.store.transaction(async (tx) =>
    (await tx.alerts.open()).some((one) => isLive(one.subject) && readDrift(one)?.state.is === 'suspect'),
  );
  if (!isSuspect && !known.isAfterRollback) return { is: 'over' };
  return { is: 'again', at: new Date(Date.parse(at) + SOON_MS).toISOString() };
}

/** What other rounds look at is no business of this one. */
function isLive(subject: Subject): boolean {
  return !isStored(subject) && !isIntegration(subject);
}
