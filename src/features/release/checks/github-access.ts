import { lacksAccess } from '../../../domain/scm-access.ts';
import { leftWords, warnedAhead } from '../../../domain/token-expiry.ts';
import { defineCheck } from '../../../engine/define-check.ts';

const PAGE = 'docs/protection.md, "What Navi’s GitHub App needs"';

/** GitHub accepts the credential, and it has each permission that Navi uses. */
export default defineCheck({
  name: 'github-access',
  title: 'GitHub credential',
  why: 'Navi creates tags, starts and watches the release workflow, and writes the release page.',
  run: async ({ scm, settings, clock }) => {
    const access = await scm.access();
    const { owner, name } = settings.repository;
    const lacks = lacksAccess(access);
    if (lacks.length > 0)
      return {
        is: 'failed',
        saw: `It lacks ${lacks.join(', ')} on ${owner}/${name}.`,
        next:
          access.permissions === null
            ? `Give the account of GITHUB_TOKEN write access to ${owner}/${name}.`
            : `Grant it in the App’s settings and accept it in the installation (${PAGE}).`,
      };
    const now = clock.now().toISOString();
    if (access.expiresAt !== null && warnedAhead(access.expiresAt, now) !== undefined)
      return {
        is: 'warning',
        saw: `GITHUB_TOKEN ${leftWords(access.expiresAt, now)}: ${access.expiresAt}`,
        next: 'Create a new token, set GITHUB_TOKEN and restart Navi.',
      };
    if (access.permissions === null)
      return {
        is: 'ok',
        saw: `a token that may push to ${owner}/${name}; GitHub does not name its other permissions`,
      };
    const given = Object.entries(access.permissions).map(([one, level]) => `${one} ${level}`);
    return { is: 'ok', saw: `the App has ${given.join(', ')} on ${owner}/${name}` };
  },
});
