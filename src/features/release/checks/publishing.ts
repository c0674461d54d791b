import { defineCheck } from '../../../engine/define-check.ts';
import { judgeProtection } from '../gates/publishing-is-protected.ts';
import { readProtection } from '../read-protection.ts';

/** The environment of the publishing jobs has a protection rule. */
export default defineCheck({
  name: 'publishing',
  title: 'Protected environment',
  why: 'Without a rule everyone with write access can start the workflow and publish without an approval.',
  run: async ({ scm, settings }) => {
    const { head } = await scm.defaultBranch();
    const workflow = await scm.workflow(settings.repository.workflow, head);
    if (workflow === undefined)
      return {
        is: 'not-set-up',
        saw: `There is no workflow ${settings.repository.workflow}, so no job publishes.`,
        next: 'Add it (docs/workflow.md), or correct repository.workflow in the configuration.',
      };
    const { is, evidence } = judgeProtection(workflow.publishing, await readProtection(scm, workflow));
    if (is === 'pass') return { is: 'ok', saw: evidence };
    const next = 'Follow docs/protection.md, "The environment of the publishing jobs".';
    return { is: 'warning', saw: evidence, next };
  },
});
