import { NPM_TOKEN_RIGHT } from '../../../domain/right.ts';
import { leftWords, warnedAhead } from '../../../domain/token-expiry.ts';
import { defineCheck } from '../../../engine/define-check.ts';
import { foundRight, tryNpmToken } from '../try-right.ts';

const NEW_TOKEN =
  'Make a new granular token on npmjs.com (docs/protection.md), set NPM_TOKEN and restart Navi.';

/** npm accepts the token, which is a granular one and does not end soon. */
export default defineCheck({
  name: 'npm-token',
  title: 'npm token',
  why: 'Without it neither a release nor a rollback can move latest.',
  run: async (context) => {
    const tried = await tryNpmToken(context);
    const found = foundRight(tried, context.settings);
    if (found.is !== 'ok') return found;
    const now = context.clock.now().toISOString();
    const { expiry } = tried;
    if (expiry?.is === 'at' && warnedAhead(expiry.at, now) !== undefined)
      return {
        is: 'warning',
        saw: `${NPM_TOKEN_RIGHT} ${leftWords(expiry.at, now)}: ${expiry.at}`,
        next: NEW_TOKEN,
      };
    if (expiry?.is === 'unknown')
      return {
        is: 'warning',
        saw: tried.detail,
        next: 'Set NPM_TOKEN_EXPIRES to the day that was chosen for the token.',
      };
    // A granular token that may write ends within 90 days.
    if (expiry?.is === 'never')
      return { is: 'warning', saw: `${tried.detail}, so it is no granular token`, next: NEW_TOKEN };
    return found;
  },
});
