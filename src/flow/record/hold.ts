import { hasWritten } from '../../domain/operation.ts';
import { type OpenDifferences, textsOf } from '../../domain/record-state.ts';
import type { PlanStep } from '../../domain/step.ts';
import { readySteps } from '../../engine/ready.ts';
import type { Run } from '../keep-step.ts';
import { pend, type StepOutcome } from '../wait.ts';
import { checkChain } from './check.ts';
import { openDifferencesIn } from './open.ts';

/** How soon it is looked whether the record was accepted, or compared. */
const PAUSE_MS = 1_000;

/**
 * While the record differs a release takes no step, and its card says what it waits for. Before its first write the whole
 * journal is read again, and the comparison of the start is waited for. Null where it may go on.
 */
export async function holdForRecord(run: Run): Promise<StepOutcome | null> {
  if (run.current.kind !== 'release') return null;
  const isFirst = !hasWritten(run.current);
  if (isFirst) await checkChain(run.ground);
  const { open, last } = await run.ground.store.transaction(async (tx) => ({
    open: await openDifferencesIn(tx),
    last: await tx.recordChecks.last(),
  }));
  if (open !== null) return wait(run, `the record to be accepted (${textsOf(open.found).join('; ')})`, null);
  if (!isFirst || last?.isAwaited !== true) return null;
  return wait(run, 'the record to be compared', run.ground.settings.deadlines.answer);
}

/** The same for one step, just before it writes. */
export async function holdStep(run: Run, step: PlanStep): Promise<StepOutcome | null> {
  if (run.current.kind !== 'release') return null;
  const open = await run.ground.store.transaction(openDifferencesIn);
  return open === null ? null : pend(run, step, { ...accepted(open), askAgainInMs: PAUSE_MS, limit: null });
}

function accepted({ found }: OpenDifferences): { expects: string } {
  return { expects: `the record to be accepted (${textsOf(found).join('; ')})` };
}

async function wait(run: Run, expects: string, limit: number | null): Promise<StepOutcome> {
  const [step] = readySteps(run.current, run.ground.steps);
  return step === undefined ? { is: 'stopped' } : pend(run, step, { expects, askAgainInMs: PAUSE_MS, limit });
}
