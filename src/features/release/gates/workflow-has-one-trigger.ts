import { defineGate, type Finding } from '../../../domain/gate.ts';

/** The workflow exists, has every job the plan watches, and can be started by dispatch only: a second trigger would release twice. */
export const workflowHasOneTrigger = defineGate({
  id: 'workflow has one trigger',
  evaluate: (facts) => {
    const { workflow, settings } = facts;
    const path = settings.repository.workflow;
    if (workflow === undefined) return [{ is: 'block', reason: { code: 'workflow-missing', file: path } }];
    const others = workflow.triggers.filter((trigger) => trigger !== 'workflow_dispatch');
    const missing = settings.release.expectedJobs.filter((job) => !workflow.jobs.includes(job));
    const found: Finding[] = [];
    if (others.length > 0 || !workflow.triggers.includes('workflow_dispatch'))
      found.push({
        is: 'block',
        reason: {
          code: 'workflow-second-trigger',
          file: path,
          triggers: others.length > 0 ? others : ['nothing'],
        },
      });
    if (missing.length > 0)
      found.push({ is: 'block', reason: { code: 'workflow-job-missing', file: path, jobs: missing } });
    if (found.length > 0) return found;
    return [{ is: 'pass', evidence: `workflow_dispatch only, ${workflow.jobs.length} jobs` }];
  },
});
