import { hasWritten } from '../../domain/operation.ts';
import { type OpenDifferences, textsOf } from '../../domain/record-state.ts';
import type { PlanStep } from '../../domain/step.ts';
import { openDifferencesIn } from '../../engine/open-differences.ts';
import { readySteps } from '../../engine/ready.ts';
import { type Run, traitsOf } from '../../engine/save-step.ts';
import { pend, type StepOutcome } from '../../engine/wait.ts';
import { checkChain } from './check.ts';

/** Milliseconds until it is checked again whether the record was compared. */
const COMPARED_PAUSE_MS = 1_000;
/** The same for its acceptance. That wakes each release, and people take hours, so this check is only a fallback. */
const ACCEPTED_PAUSE_MS = 60_000;

/**
 * While the record differs a release runs no step, and its card shows why. Before its first write the whole journal
 * is read again, and it waits for the comparison of the start. Null where it may continue.
 */
export async function blockForRecord(run: Run): Promise<StepOutcome | null> {
  if (traitsOf(run).takesBack === true) return null;
  const isFirst = !hasWritten(run.current);
  const known = await run.context.store.transaction(openDifferencesIn);
  if (isFirst && known === null) await checkChain(run.context);
  const { open, last } = await run.context.store.transaction(async (tx) => ({
    open: await openDifferencesIn(tx),
    last: await tx.recordChecks.last(),
  }));
  if (open !== null) return wait(run, acceptance(open));
  if (!isFirst || last?.isAwaited !== true) return null;
  const limit = run.context.settings.deadlines.answer;
  return wait(run, { expects: 'the record to be compared', askAgainInMs: COMPARED_PAUSE_MS, limit });
}

/** The same for one step, just before it writes. */
export async function blockStep(run: Run, step: PlanStep): Promise<StepOutcome | null> {
  if (traitsOf(run).takesBack === true) return null;
  const open = await run.context.store.transaction(openDifferencesIn);
  return open === null ? null : pend(run, step, acceptance(open));
}

interface Wait {
  expects: string;
  askAgainInMs: number;
  limit: number | null;
}

function acceptance({ found }: OpenDifferences): Wait {
  const expects = `the record to be accepted (${textsOf(found).join('; ')})`;
  return { expects, askAgainInMs: ACCEPTED_PAUSE_MS, limit: null };
}

async function wait(run: Run, what: Wait): Promise<StepOutcome> {
  const [step] = readySteps(run.current, run.context.steps);
  return step === undefined ? { is: 'stopped' } : pend(run, step, what);
}
