import { defineCheck } from '../../src/engine/define-check.ts';

/** The required checks ran on the newest commit. */
export default defineCheck({
  name: 'required-checks',
  title: 'Required checks',
  why: 'A release of a commit without them is refused.',
  run: async ({ scm, settings }) => {
    const { head } = await scm.defaultBranch();
    const wanted = settings.release.requiredChecks;
    const found = await scm.checks(head, wanted);
    const missing = wanted.filter(({ name }) => !found.some((check) => check.name === name));
    if (missing.length === 0) return { is: 'ok', saw: `${found.length} on ${head.slice(0, 7)}` };
    return {
      is: 'warning',
      saw: `${missing.map(({ name }) => name).join(', ')} did not run on ${head.slice(0, 7)}.`,
      next: 'Run them, or correct release.requiredChecks in navi.config.yaml.',
    };
  },
});
