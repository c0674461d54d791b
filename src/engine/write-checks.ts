import type { PlanStep } from '../domain/step.ts';
import { operationSubject } from '../domain/subject.ts';
import type { Block, Reopen, Wait, WriteCheck } from './context.ts';
import { reopen } from './reopen.ts';
import { type Run, traitsOf } from './save-step.ts';
import { pend, type StepOutcome, stop } from './wait.ts';

/** What the operation waits for before it may write, or why it is paused; null where it may. */
async function waitBefore(run: Run, when: keyof WriteCheck): Promise<Wait | Block | Reopen | null> {
  if (traitsOf(run).takesBack === true) return null;
  for (const check of run.context.writeChecks) {
    const wait = (await check[when]?.(run.context, run.current)) ?? null;
    if (wait !== null) return wait;
  }
  return null;
}

/** Saves on the step what it waits for, or that it is paused; null where it may write. */
export async function holdBefore(
  run: Run,
  step: PlanStep | undefined,
  when: keyof WriteCheck,
): Promise<StepOutcome | null> {
  const found = await waitBefore(run, when);
  if (found === null) return null;
  if (step === undefined) return { is: 'stopped' };
  if (!('is' in found)) return pend(run, step, found);
  if (found.is === 'reopen') return reopen(run, found);
  const { problem, asks } = found;
  return stop(run, step, problem, { kind: asks, subject: operationSubject(run) });
}
