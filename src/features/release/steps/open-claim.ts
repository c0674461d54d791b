import { z } from 'zod';
import type { ApprovedRun } from '../../../domain/claim.ts';
import { canonical } from '../../../domain/json.ts';
import { defineStep } from '../../../engine/define-step.ts';
import type { Scm } from '../../../ports/scm.ts';
import { approvedRunOf } from '../plans/approved-run.ts';

/** The claim's commit. */
const Opened = z.object({ claim: z.string() });

/**
 * Opens the operation's claim. The dispatch names it and one run binds it. The commit is a pure function of the plan,
 * so a repeat finds its own.
 */
export const openClaim = defineStep({
  kind: 'open-claim',
  /** `date` is ISO: the claim's commit is a pure function of the plan. */
  params: z.strictObject({ protocol: z.number(), date: z.string() }),
  evidence: Opened,
  sent: Opened,
  title: () => 'Open the claim for the workflow run',
  summary: ({ claim }) => `at ${claim.slice(0, 7)}`,
  observe: async (_params, { use, operation, retries }) => {
    const head = await use.scm.claim(operation.id);
    if (head === undefined) return { is: 'absent' };
    const { claim } = head;
    const wanted = approvedRunOf(operation.plan);
    const isOurs = 'approved' in claim && wanted !== undefined && isSame(claim.approved, wanted);
    const isAnew = retries > 0;
    if (isOurs && isAnew && claim.state === 'bound' && (await isDead(use.scm, claim.run.id)))
      return { is: 'absent', seen: { onto: head.sha } };
    const open = claim.state === 'bound' ? head.parent : head.sha;
    if (isOurs && open !== null) return { is: 'ours', evidence: { claim: open } };
    const detail = `refs/navi/${operation.id} exists already (${claim.state}) and belongs to another plan; find out who created it, then plan the release again`;
    return { is: 'foreign', trouble: { code: 'foreign', detail }, choices: ['retry', 'abandon'] };
  },
  change: (_params, { operation, seen }) => ({
    before: seen === undefined ? null : { claim: seen.onto },
    after: { ref: `refs/navi/${operation.id}`, state: 'open' },
  }),
  act: async (params, { use, operation, seen }) => {
    const approved = approvedRunOf(operation.plan);
    if (approved === undefined) throw new Error(`${operation.id} starts no run`);
    const onto = seen?.onto ?? null;
    const { sha, ...receipt } = await use.scm.openClaim({ approved, date: params.date, onto });
    return { is: 'sent', evidence: { claim: sha }, ...receipt };
  },
});

/**
 * Whether the run that bound the claim can do nothing more: the workflow is dispatched anew, and another run binds
 * it.
 */
async function isDead(scm: Scm, id: number): Promise<boolean> {
  const run = await scm.run(id);
  return run === undefined || (run.status === 'completed' && run.conclusion !== 'success');
}

/** The same run may be approved again under another hash, when the remaining steps are planned again. */
function isSame(claimed: ApprovedRun, wanted: ApprovedRun): boolean {
  return canonical({ ...claimed, planHash: '' }) === canonical({ ...wanted, planHash: '' });
}
