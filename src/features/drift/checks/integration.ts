import { defineCheck } from '../../../engine/define-check.ts';
import { isVersionMap, type Look } from '../looks.ts';
import { lookAtIntegration } from '../watch-integration.ts';

/** Loads what is live as a customer's page does, now. */
export default defineCheck({
  name: 'integration',
  title: 'A customer’s page',
  why: 'A script with another type, or without CORS where its integrity is verified, is not run by browsers.',
  run: async (context) => {
    const looks = await lookAtIntegration(context);
    const compared = looks.flatMap((one) => (one.is === 'stored' ? [one.compared] : []));
    const unread = compared.flatMap((one) => (one.is === 'unknown' ? (one.why ?? []) : []));
    const wrong = compared.flatMap((one) => (one.is === 'differs' ? [one.what] : []));
    if (wrong.length > 0)
      return {
        is: 'failed',
        saw: wrong.join('; '),
        next: 'Type /navi drift: what differs in three looks is listed there. For CORS: docs/monitoring.md, From a customer’s page.',
      };
    const isSeen = (one: Look) => one.is === 'stored' && one.compared.is === 'as-recorded';
    const seen = looks.filter((one) => isSeen(one) && !isVersionMap(one.subject)).length;
    const maps = looks.filter((one) => isSeen(one) && isVersionMap(one.subject)).length;
    return seen === 0
      ? {
          is: 'not-set-up',
          saw: 'No release line is live with known bytes that a probe could read.',
          next: 'Release a version; see /navi doctor edge for the probes.',
        }
      : {
          is: 'ok',
          saw: [
            `Pages load ${seen === 1 ? 'the release line' : `${seen} release lines`} and its pinned object as recorded.`,
            ...(maps > 0 ? ['The version map inside the published package leads to it.'] : []),
            ...unread.map((why) => `The version map inside the published package was not followed: ${why}.`),
          ].join(' '),
        };
  },
});
