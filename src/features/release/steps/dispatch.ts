import { z } from 'zod';
import { runOfClaim } from '../../../domain/claim.ts';
import type { Operation } from '../../../domain/operation.ts';
import { neverBegan, type Run } from '../../../domain/run.ts';
import type { Observed, StepState } from '../../../domain/step.ts';
import { tagRefOf } from '../../../domain/version.ts';
import { defineStep } from '../../../engine/define-step.ts';
import type { Scm } from '../../../ports/scm.ts';
import { approvedTagOf, branchMismatch, tagMismatch } from '../plans/approved-tag.ts';
import { openClaim } from './open-claim.ts';

/** GitHub's clock and ours may differ: runs from this long before the first intent are considered too. */
export const CLOCK_SKEW_MS = 60_000;

/**
 * Starts the workflow at the tag. The run is recognised by the claim that its first job binds, else by a title with
 * the operation's id. After an attempt of unknown fate nothing is sent again until no run has appeared for the whole
 * reconcile window.
 */
export const dispatch = defineStep({
  kind: 'dispatch',
  params: z.strictObject({
    workflow: z.string(),
    ref: z.string(),
    version: z.string(),
    commit: z.string(),
    /** The step that opened the claim; absent in a plan from before the claim's protocol. */
    claim: z.string().exactOptional(),
  }),
  evidence: z.object({ run: z.number(), seen: z.string(), url: z.string().exactOptional() }),
  sent: z.object({ run: z.number().exactOptional() }),
  title: () => 'Start the release workflow',
  summary: ({ run }) => `run ${run}`,
  observe: async (params, { use, operation, state, sent, retries, settings, since: elapsed, begunAt }) => {
    const head = await use.scm.claim(operation.id);
    const claimed = head === undefined ? null : runOfClaim(head.claim);
    if (claimed !== null) return { is: 'ours', evidence: { run: claimed, seen: 'claim' } };
    const answered = sent?.run;
    if (answered !== undefined) return { is: 'ours', evidence: { run: answered, seen: 'response' } };
    const since = new Date(Date.parse(begunAt) - CLOCK_SKEW_MS).toISOString();
    const runs = await use.scm.findRuns({ workflow: params.workflow, since, marker: operation.id });
    const run = runs.filter((one) => !isDead(one, retries > 0)).at(-1);
    if (run !== undefined) return { is: 'ours', evidence: { run: run.id, seen: 'run', url: run.url } };
    const sentAt = lastAttempt(state);
    const left = sentAt === null ? 0 : settings.deadlines.reconcile - elapsed(sentAt);
    if (left <= 0) return beforeDispatch(operation, use.scm);
    return { is: 'pending', expects: 'the dispatched run to appear', askAgainInMs: Math.min(left, 2_000) };
  },
  change: ({ workflow, ref }) => ({ before: null, after: { workflow, ref } }),
  act: async (params, { use, operation }) => {
    const claim = params.claim === undefined ? {} : { claim: openIn(operation) };
    const { run, ...receipt } = await use.scm.dispatch({
      workflow: params.workflow,
      ref: tagRefOf(params.ref),
      inputs: { version: params.version, commit: params.commit, operation: operation.id, ...claim },
    });
    return { is: 'sent', evidence: run === undefined ? {} : { run }, ...receipt };
  },
});

function openIn(operation: Operation): string {
  const opened = openClaim.evidenceIn(operation);
  if (opened === undefined) throw new Error('no step has opened the claim');
  return opened.claim;
}

/** The last check before the run starts: the tag leads to the approved commit, and no branch has its name. */
async function beforeDispatch(
  { plan }: Operation,
  scm: Scm,
): Promise<Extract<Observed, { is: 'absent' | 'foreign' }>> {
  const approved = approvedTagOf(plan.content);
  if (approved === undefined) return { is: 'absent' };
  const [tag, branch] = await Promise.all([scm.tag(approved.tag), scm.branch(approved.tag)]);
  const trouble = tagMismatch(approved, tag) ?? branchMismatch(approved, branch);
  return trouble === null ? { is: 'absent' } : { is: 'foreign', trouble, choices: ['retry', 'abandon'] };
}

/**
 * A run that never started is not watched. After a new dispatch, neither is one that has ended without the claim:
 * GitHub refused to run it again.
 */
function isDead(run: Run, isAnew: boolean): boolean {
  return neverBegan(run) || (isAnew && run.status === 'completed' && run.conclusion !== 'success');
}

function lastAttempt(state: StepState): string | null {
  if (state.is === 'pending') return state.sent === null ? null : state.begunAt;
  return state.is === 'intended' || state.is === 'unknown' ? state.since : null;
}
