import { CLAIM_PROTOCOL } from '../../../domain/claim.ts';
import { explain } from '../../../domain/refusals.ts';
import { defineCheck } from '../../../engine/define-check.ts';
import { claimReason } from '../gates/workflow-claim.ts';
import { triggerReasons } from '../gates/workflow-has-one-trigger.ts';

/** The workflow on the default branch is one that Navi can start and follow. */
export default defineCheck({
  name: 'release-workflow',
  title: 'Release workflow',
  why: 'A release dispatches this workflow; a plan on a commit without it is refused.',
  run: async ({ scm, settings }) => {
    const { name, head } = await scm.defaultBranch();
    const workflow = await scm.workflow(settings.repository.workflow, head);
    const claim = workflow === undefined ? null : claimReason(workflow);
    const reasons = [...triggerReasons(workflow, settings), ...(claim === null ? [] : [claim])].map(explain);
    const [first] = reasons;
    if (first !== undefined)
      return {
        is: 'failed',
        saw: `On ${name}: ${reasons.map(({ text }) => text).join(' ')}`,
        next: first.next,
      };
    const jobs = workflow?.jobs.length ?? 0;
    return {
      is: 'ok',
      saw: `${settings.repository.workflow} on ${name} (${head.slice(0, 7)}): ${jobs} jobs, protocol ${CLAIM_PROTOCOL}`,
    };
  },
});
