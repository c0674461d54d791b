import { readySteps } from '../../domain/operation.ts';
import { textsOf } from '../../domain/record-state.ts';
import type { Run } from '../keep-step.ts';
import { pend, type StepOutcome } from '../wait.ts';
import { checkChain } from './check.ts';
import { openDifferencesIn } from './open.ts';

/** How soon it is looked whether the record was accepted, or compared. */
const PAUSE_MS = 1_000;

/** While the record differs a release takes no step, and its card says what it waits for. Null where it may go on. */
export async function holdForRecord(run: Run): Promise<StepOutcome | null> {
  if (run.current.kind !== 'release') return null;
  const open = await run.ground.store.transaction(openDifferencesIn);
  if (open === null) return null;
  return wait(run, `the record to be accepted (${textsOf(open.found).join('; ')})`, null);
}

/** The same before the first write, when the whole journal is read again and the start's comparison is waited for. */
export async function holdBeforeFirstWrite(run: Run): Promise<StepOutcome | null> {
  if (run.current.kind !== 'release') return null;
  await checkChain(run.ground);
  const held = await holdForRecord(run);
  if (held !== null) return held;
  const last = await run.ground.store.transaction((tx) => tx.recordChecks.last());
  return last?.isAwaited !== true
    ? null
    : wait(run, 'the record to be compared', run.ground.settings.deadlines.answer);
}

async function wait(run: Run, expects: string, limit: number | null): Promise<StepOutcome> {
  const [step] = readySteps(run.current);
  return step === undefined ? { is: 'stopped' } : pend(run, step, { expects, askAgainInMs: PAUSE_MS, limit });
}
