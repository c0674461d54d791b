import { frozenFor, thawAfter } from '../../../domain/freeze.ts';
import { type Operation, withStep } from '../../../domain/operation.ts';
import type { StepProblem } from '../../../domain/step.ts';
import { operationSubject } from '../../../domain/subject.ts';
import type { Context } from '../../../engine/context.ts';
import { defineJob, NOTHING } from '../../../engine/define-job.ts';
import { byNavi, enqueueJob, enqueueMessage, saveOperation } from '../../../engine/save.ts';
import { settle } from '../../../engine/settle.ts';
import type { Tx } from '../../../ports/store.ts';
import type { JobOutcome } from '../../../ports/tables/jobs.ts';
import { configuredFreezes, setFreezesIn } from '../../calendar/index.ts';
import { releaseContent } from '../../release/plans/release-content.ts';

/** The job's name. */
export const THAW = 'thaw';

/** A changed configuration is found within this time. */
const LOOK_MS = 10 * 60_000;

/** Enqueues a look at whether a release that waits for the end of a freeze is asked to go on. */
export async function askAgain(tx: Tx, id: string, at: string): Promise<void> {
  await enqueueJob(tx, { kind: THAW, subject: operationSubject({ id }), at });
}

/** When no freeze holds a release any more, asks people whether it goes on: nothing goes on by itself. */
export async function thaw(context: Context, id: string): Promise<JobOutcome> {
  const configured = await configuredFreezes(context);
  return context.store.transaction(async (tx): Promise<JobOutcome> => {
    const operation = await tx.operations.lock(id);
    if (operation === undefined || !isHeldByFreeze(operation)) return { is: 'over' };
    const at = context.clock.now().toISOString();
    const freezes = [...configured, ...(await setFreezesIn(tx))];
    if (frozenFor(freezes, at, exceptionOf(operation)).length > 0) {
      const soonest = Math.min(Date.parse(thawAfter(freezes, at)), Date.parse(at) + LOOK_MS);
      return { is: 'again', at: new Date(soonest).toISOString() };
    }
    await askToGoOn(tx, operation, { context, at });
    return { is: 'over' };
  });
}

export function isHeldByFreeze({ state }: Operation): boolean {
  return state.is === 'stopped' && state.trouble.code === 'frozen';
}

function exceptionOf({ plan: { content } }: Operation) {
  return releaseContent.is(content) ? content.exception : undefined;
}

async function askToGoOn(
  tx: Tx,
  operation: Operation,
  { context, at }: { context: Context; at: string },
): Promise<void> {
  const reason: StepProblem = { code: 'thawed', detail: 'the freeze has ended: continue or cancel?' };
  let asked = operation;
  for (const step of operation.plan.content.steps) {
    const state = operation.steps[step.id];
    if (state?.is !== 'held' || state.reason.code !== 'frozen') continue;
    const { begunAt } = state;
    const held = { is: 'held', begunAt, since: at, reason, choices: ['retry', 'abandon'] } as const;
    asked = settle(withStep(asked, step.id, held), step, at);
    tx.journal.append(byNavi(asked, 'step-held', { step: step.id, state: { ...held } }));
  }
  const { title } = context.operations.wordsOf(operation.plan.content);
  await enqueueMessage(tx, asked, {
    about: {
      is: 'attention',
      text: `${title} waited for the end of a freeze, which is over. Press Continue or Cancel on its card.`,
      whom: 'approvers',
    },
    key: `thawed:${operation.id}:${at}`,
    at,
    known: context,
  });
  await saveOperation(tx, asked, { at, known: context });
}

export default defineJob({
  name: THAW,
  payload: NOTHING,
  run: (context, { subject }) => thaw(context, subject.id),
});
