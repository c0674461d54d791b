import { CLAIM_PROTOCOL } from '../../../domain/claim.ts';
import { defineGate } from '../../../domain/gate.ts';
import type { RefusalReason } from '../../../domain/refusal.ts';
import type { WorkflowFacts } from '../../../domain/release-facts.ts';

/** Whether a dispatch of this workflow can name a claim, and its run follows the claim's rules. */
export function speaksClaim({ inputs, claimProtocol }: WorkflowFacts): boolean {
  return claimProtocol === CLAIM_PROTOCOL && inputs.includes('claim');
}

/**
 * The workflow at the plan's commit follows the rules of the claim: bot and workflow are deployed separately. A plan
 * from before the claim keeps the rules under which it was approved.
 */
export const workflowSpeaksClaim = defineGate({
  id: 'workflow speaks the claim protocol',
  evaluate: (facts) => {
    const { workflow } = facts;
    if (workflow === undefined) return [];
    const reason = claimReason(workflow);
    if (reason === null) return [{ is: 'pass', evidence: `protocol ${CLAIM_PROTOCOL}` }];
    if (facts.isBeforeClaim === true) return [{ is: 'pass', evidence: 'planned before the protocol' }];
    return [{ is: 'block', reason }];
  },
});

/** Why a run of this workflow would not follow the claim's rules, or null. */
export function claimReason(workflow: WorkflowFacts): RefusalReason | null {
  if (speaksClaim(workflow)) return null;
  const { path: file, claimProtocol: says } = workflow;
  const hasInput = workflow.inputs.includes('claim');
  return { code: 'workflow-claim-missing', file, says, wants: CLAIM_PROTOCOL, hasInput };
}
