import { CLAIM_PROTOCOL } from '../claim.ts';
import type { Verdict } from '../gate.ts';
import type { ReleaseFacts, WorkflowFacts } from '../release-facts.ts';

/** Whether a dispatch of this workflow can name a claim, and its run keeps the claim's rules. */
export function speaksClaim({ inputs, claimProtocol }: WorkflowFacts): boolean {
  return claimProtocol === CLAIM_PROTOCOL && inputs.includes('claim');
}

/**
 * The workflow at the plan's commit keeps the rules of the claim: the bot and the workflow are deployed apart. A plan
 * from before the claim goes on by the rules under which it was approved.
 */
export function workflowSpeaksClaim(facts: Pick<ReleaseFacts, 'workflow' | 'isBeforeClaim'>): Verdict[] {
  const gate = 'workflow speaks the claim protocol';
  const { workflow } = facts;
  if (workflow === undefined) return [];
  if (speaksClaim(workflow)) return [{ gate, is: 'pass', evidence: `protocol ${CLAIM_PROTOCOL}` }];
  if (facts.isBeforeClaim === true) return [{ gate, is: 'pass', evidence: 'planned before the protocol' }];
  const { path: file, claimProtocol: says } = workflow;
  const hasInput = workflow.inputs.includes('claim');
  return [
    {
      gate,
      is: 'block',
      reason: { code: 'workflow-claim-missing', file, says, wants: CLAIM_PROTOCOL, hasInput },
    },
  ];
}
