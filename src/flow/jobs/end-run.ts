import { isOpen, type Operation } from '../../domain/operation.ts';
import { runToEndOf } from '../../features/release/run-left.ts';
import { NeighbourError } from '../../ports/neighbour-error.ts';
import type { About, DutyOutcome, Tx } from '../../ports/store.ts';
import { defineJob, NOTHING } from '../define-job.ts';
import { byNavi, isRunEnded, lookAtTagOf, type Saying, say } from '../keep.ts';
import type { Ground } from '../ports.ts';
import { type EndingRun, lookAtEnd, pushToEnd, type RunEnd } from '../steps/run-end.ts';
import { watchRun } from '../steps/watch-run.ts';

const ASK_AGAIN_MS = 5_000;
/** When people have been called, GitHub is asked this often. Milliseconds. */
const ASK_RARELY_MS = 60_000;

/**
 * Ends the run of a release that has ended early, or whose run is not the approved one: revokes its claim, cancels the
 * run, forces it after a minute, and is over when the run has ended. Both writes may be repeated, so they need no
 * intent. It goes on until GitHub answers; people are called after the run deadline.
 */
export async function endRun(ground: Ground, id: string): Promise<DutyOutcome> {
  const operation = await ground.store.transaction((tx) => tx.operations.get(id));
  const ending = operation === undefined ? null : runToEndOf(operation);
  if (operation === undefined || ending === null) return { is: 'over' };
  const end = await push(ground, operation, ending);
  if (end?.is === 'ended') {
    await saveEnd(ground, operation, end);
    return { is: 'over' };
  }
  const now = ground.clock.now().getTime();
  const isLate = now - Date.parse(endedAt(operation)) >= ground.settings.deadlines.run;
  if (isLate) await callPeople(ground, operation, end);
  return { is: 'again', at: new Date(now + (isLate ? ASK_RARELY_MS : ASK_AGAIN_MS)).toISOString() };
}

function endedAt({ state, finishedAt, requestedAt }: Operation): string {
  return finishedAt ?? (state.is === 'stopped' ? state.since : requestedAt);
}

/** Asks for the end where it has not come yet, and looks again; null where GitHub did not answer. */
async function push(ground: Ground, operation: Operation, ending: EndingRun): Promise<RunEnd | null> {
  const { scm, clock } = ground;
  const since = endedAt(operation);
  try {
    const before = await lookAtEnd(scm, ending);
    if (before.is === 'ended') return before;
    const reason = reasonOf(operation);
    const { requestIds = [] } = await pushToEnd(scm, ending, {
      reason,
      date: since,
      since,
      now: clock.now(),
    });
    // The cancel is repeated until the run has ended; only the revoke changes who may write.
    if (before.is === 'claimed')
      await ground.store.transaction(async (tx) =>
        tx.journal.append({
          ...byNavi(operation, 'request-answered', { call: 'revokeClaim', reason }),
          before: { claim: 'open or bound' },
          after: { claim: 'revoked' },
          requestIds,
        }),
      );
    return await lookAtEnd(scm, ending);
  } catch (error) {
    if (!(error instanceof NeighbourError)) throw error;
    const { neighbour, problem, requestId = null } = error.facts;
    ground.telemetry.warn('a run could not be ended yet', {
      neighbour,
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

/** Journals the end, so that nobody looks for it again. Nothing is said where no run was, or where it had ended before. */
async function saveEnd(
  { store, clock }: Ground,
  operation: Operation,
  { run, how }: Extract<RunEnd, { is: 'ended' }>,
): Promise<void> {
  const { id, state } = operation;
  const at = clock.now().toISOString();
  const stays = state.is === 'abandoned' && how === 'success' ? ' What it published stays.' : '';
  const text = `Its workflow run ${run} has ended (${how}).${stays}`;
  const isNews = run !== null && !watchRun.isDoneIn(operation);
  await store.transaction(async (tx) => {
    if (isNews)
      await sayOnce(tx, operation, { key: `end-run:${id}`, about: { is: 'line', text, level: 'info' }, at });
    if (!(await isRunEnded(tx, operation))) tx.journal.append(byNavi(operation, 'run-ended', { run, how }));
    if (!isOpen(state)) await lookAtTagOf(tx, operation, at);
  });
}

async function callPeople(ground: Ground, operation: Operation, end: RunEnd | null): Promise<void> {
  const text =
    end?.is === 'going'
      ? `Its workflow run ${end.run} does not end. Cancel it on GitHub. It cannot write anything new: its claim is revoked.`
      : `GitHub did not let Navi revoke the claim of ${operation.id}. Cancel its workflow run on GitHub.`;
  const at = ground.clock.now().toISOString();
  const about: About = { is: 'attention', text, whom: 'approvers' };
  const key = `end-run:${operation.id}:late`;
  await ground.store.transaction((tx) => sayOnce(tx, operation, { key, about, at }));
}

/** The job may come again after a crash, when this has been said. */
async function sayOnce(tx: Tx, operation: Operation, saying: Saying): Promise<void> {
  if ((await tx.outbox.get(saying.key)) === undefined) await say(tx, operation, saying);
}

export default defineJob({
  name: 'end-run',
  payload: NOTHING,
  run: (ground, { subject }) => endRun(ground, subject.id),
});
