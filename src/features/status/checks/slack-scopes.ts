import { SLACK_SCOPES } from '../../../domain/slack-scopes.ts';
import { defineCheck } from '../../../engine/define-check.ts';

/** Slack accepts the token, and the app has every scope of `manifest.json`. */
export default defineCheck({
  name: 'slack-scopes',
  title: 'Slack token and scopes',
  why: 'Without a scope a part of Navi fails only when it is needed, such as finding a lost post again.',
  run: async ({ chat }) => {
    const { team, user, scopes } = await chat.access();
    const missing = Object.keys(SLACK_SCOPES).filter((scope) => scopes?.includes(scope) === false);
    if (missing.length > 0)
      return {
        is: 'failed',
        saw: `missing_scope: ${missing.map((scope) => `${scope} (${SLACK_SCOPES[scope]})`).join(', ')}`,
        next: 'Save the current manifest.json at api.slack.com/apps → App Manifest, then Install App → Reinstall to Workspace.',
      };
    const granted =
      scopes === null ? 'Slack does not name its scopes' : 'every scope of manifest.json is granted';
    return { is: 'ok', saw: `${user} in ${team}; ${granted}` };
  },
});
