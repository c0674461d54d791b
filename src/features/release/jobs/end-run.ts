import { isOpen, type Operation } from '../../../domain/operation.ts';
import { operationSubject } from '../../../domain/subject.ts';
import type { Context } from '../../../engine/context.ts';
import { defineJob, NOTHING } from '../../../engine/define-job.ts';
import { isJournalled } from '../../../engine/lost-operations.ts';
import { byNavi, enqueueMessage, type NewMessage } from '../../../engine/save.ts';
import type { Receipt } from '../../../ports/receipt.ts';
import { ServiceError } from '../../../ports/service-error.ts';
import type { Tx } from '../../../ports/store.ts';
import type { JobOutcome } from '../../../ports/tables/jobs.ts';
import type { About } from '../../../ports/tables/outbox.ts';
import { isRunEnded, lookAtTagOf, runToEndOf } from '../run-left.ts';
import { cancelAt, type EndingRun, lookAtEnd, pushToEnd, type RunEnd } from '../steps/run-end.ts';
import { watchRun } from '../steps/watch-run.ts';

const ASK_AGAIN_MS = 5_000;
/** How often GitHub is asked after people were called. Milliseconds. */
const ASK_RARELY_MS = 60_000;

/**
 * Ends the run of a release that ended early, or whose run is not the approved one. It revokes the claim, cancels the
 * run, forces it after a minute, and is done when the run has ended. Both writes are safe to repeat, so they need no
 * intent. It repeats until GitHub answers; people are called after the run deadline.
 */
export async function endRun(context: Context, id: string): Promise<JobOutcome> {
  const operation = await context.store.transaction((tx) => tx.operations.get(id));
  const ending = operation === undefined ? null : runToEndOf(operation);
  if (operation === undefined || ending === null) return { is: 'over' };
  if (!(await isJournalled(context, operation))) return notJournalled(context, operation);
  const end = await push(context, operation, ending);
  if (end?.is === 'ended') {
    await saveEnd(context, operation, end);
    return { is: 'over' };
  }
  const now = context.clock.now().getTime();
  const isLate = context.clock.since(endedAt(operation)) >= context.settings.deadlines.run;
  if (isLate) await callPeople(context, operation, end);
  return { is: 'again', at: new Date(now + (isLate ? ASK_RARELY_MS : ASK_AGAIN_MS)).toISOString() };
}

/** The row says that the release has ended, the journal does not: the check of the record reports it. */
function notJournalled({ clock, telemetry }: Context, { id }: Operation): JobOutcome {
  telemetry.warn('a run is not ended: the journal does not have its release in this state', {
    operation: id,
  });
  return { is: 'again', at: new Date(clock.now().getTime() + ASK_RARELY_MS).toISOString() };
}

function endedAt({ state, finishedAt, requestedAt }: Operation): string {
  return finishedAt ?? (state.is === 'stopped' ? state.since : requestedAt);
}

/** Requests the end of the run if necessary, then observes; null where GitHub did not answer. */
async function push(context: Context, operation: Operation, ending: EndingRun): Promise<RunEnd | null> {
  const { scm, clock } = context;
  const since = endedAt(operation);
  try {
    const before = await lookAtEnd(scm, ending);
    if (before.is === 'ended') return before;
    const reason = reasonOf(operation);
    const waitedMs = clock.since(since);
    const receipt = await pushToEnd(scm, ending, { reason, date: since, waitedMs });
    const call = before.is === 'claimed' ? 'revokeClaim' : cancelAt(waitedMs);
    await saveAnswer(context, operation, { call, reason, ...receipt });
    return await lookAtEnd(scm, ending);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { service, problem, requestId = null } = error.facts;
    context.telemetry.warn('a run could not be ended yet', {
      service,
      problem,
      requestId,
      operation: operation.id,
    });
    return null;
  }
}

function reasonOf({ plan, state }: Operation): string {
  const what = state.is === 'stopped' ? `stopped (${state.trouble.code})` : state.is;
  return `v${plan.content.version} is ${what}`;
}

interface Answered extends Receipt {
  call: 'revokeClaim' | 'cancelRun' | 'forceCancelRun';
  reason: string;
  run: number | null;
}

/** Journals each call once: the same cancel is repeated every few seconds until the run has ended. */
async function saveAnswer(
  { store }: Context,
  operation: Operation,
  { call, reason, run, requestIds = [] }: Answered,
): Promise<void> {
  const change =
    call === 'revokeClaim'
      ? { before: { claim: 'open or bound' }, after: { claim: 'revoked' } }
      : { before: { run: 'going' }, after: { run: 'cancelled' } };
  const details = call === 'revokeClaim' ? { call, reason } : { call, run };
  await store.transaction(async (tx) => {
    const rows = await tx.journal.of(operationSubject(operation));
    if (rows.some(({ row, authentic }) => authentic && row.details['call'] === call)) return;
    tx.journal.append({ ...byNavi(operation, 'request-answered', details), ...change, requestIds });
  });
}

/** Journals the end, so that no later job looks for it. Posts nothing if there was no run or it had ended before. */
async function saveEnd(
  context: Context,
  operation: Operation,
  { run, how }: Extract<RunEnd, { is: 'ended' }>,
): Promise<void> {
  const { id, state } = operation;
  const at = context.clock.now().toISOString();
  const stays = state.is === 'abandoned' && how === 'success' ? ' What it published stays.' : '';
  const text = `Its workflow run ${run} has ended (${how}).${stays}`;
  const isNews = run !== null && !watchRun.isDoneIn(operation);
  await context.store.transaction(async (tx) => {
    if (isNews)
      await enqueueOnce(tx, operation, {
        key: `end-run:${id}`,
        about: { is: 'line', text, level: 'info' },
        at,
        known: context,
      });
    if (!(await isRunEnded(tx, operation))) tx.journal.append(byNavi(operation, 'run-ended', { run, how }));
    if (!isOpen(state)) await lookAtTagOf(tx, operation, at);
  });
}

async function callPeople(context: Context, operation: Operation, end: RunEnd | null): Promise<void> {
  const text =
    end?.is === 'going'
      ? `Its workflow run ${end.run} does not end. Cancel it on GitHub. It cannot write anything new: its claim is revoked.`
      : `GitHub did not let Navi revoke the claim of ${operation.id}. Cancel its workflow run on GitHub.`;
  const at = context.clock.now().toISOString();
  const about: About = { is: 'attention', text, whom: 'approvers' };
  const key = `end-run:${operation.id}:late`;
  await context.store.transaction((tx) => enqueueOnce(tx, operation, { key, about, at, known: context }));
}

/** After a crash the job may run again when this was already posted. */
async function enqueueOnce(tx: Tx, operation: Operation, saying: NewMessage): Promise<void> {
  if ((await tx.outbox.get(saying.key)) === undefined) await enqueueMessage(tx, operation, saying);
}

export default defineJob({
  name: 'end-run',
  payload: NOTHING,
  run: (context, { subject }) => endRun(context, subject.id),
});
