import { block, defineGate } from '../../../domain/gate.ts';
import type { RefusalReason } from '../../../domain/refusal.ts';
import type { WorkflowFacts } from '../../../domain/release-facts.ts';
import type { Settings } from '../../../domain/settings.ts';

/** The workflow exists, has every job the plan watches, and can be started by dispatch only: a second trigger would release twice. */
export const workflowHasOneTrigger = defineGate({
  id: 'workflow has one trigger',
  evaluate: ({ workflow, settings }) => {
    const reasons = triggerReasons(workflow, settings);
    if (reasons.length > 0) return reasons.map(block);
    const unnamed = settings.release.expectedJobs.filter((job) => workflow?.jobNames[job] === null);
    if (unnamed.length > 0)
      return [
        {
          is: 'warn',
          evidence: `workflow_dispatch only, but only the run knows the name of ${unnamed.join(', ')}, so Navi cannot see whether it was skipped; put words beside the expression in its name`,
        },
      ];
    return [{ is: 'pass', evidence: `workflow_dispatch only, ${workflow?.jobs.length} jobs` }];
  },
});

/** Why this workflow cannot be dispatched and watched. */
export function triggerReasons(
  workflow: WorkflowFacts | undefined,
  { repository, release }: Settings,
): RefusalReason[] {
  const file = repository.workflow;
  if (workflow === undefined) return [{ code: 'workflow-missing', file }];
  const others = workflow.triggers.filter((trigger) => trigger !== 'workflow_dispatch');
  const missing = release.expectedJobs.filter((job) => !workflow.jobs.includes(job));
  const reasons: RefusalReason[] = [];
  if (others.length > 0 || !workflow.triggers.includes('workflow_dispatch'))
    reasons.push({
      code: 'workflow-second-trigger',
      file,
      triggers: others.length > 0 ? others : ['nothing'],
    });
  if (missing.length > 0) reasons.push({ code: 'workflow-job-missing', file, jobs: missing });
  return reasons;
}
