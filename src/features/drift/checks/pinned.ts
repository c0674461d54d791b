import { defineCheck } from '../../../engine/define-check.ts';
import { lastStoredCheck } from '../stored-check.ts';

/** A day, and some time for a look that is late. */
const OLD_MS = 26 * 3_600_000;

/** When the daily look at what customers pin was last made, and what it found. */
export default defineCheck({
  name: 'pinned',
  title: 'What customers pin',
  why: 'Pinned objects and versions on npm that are changed by another hand are found by a daily look only.',
  run: async ({ store, clock }) => {
    const now = clock.now();
    const last = await store.transaction((tx) => lastStoredCheck(tx, now));
    if (last === undefined)
      return {
        is: 'not-set-up',
        saw: 'Pinned objects and versions on npm were not compared in this month or the last one.',
        next: 'Wait for the schedule verify-stored (03:40 unless configured otherwise) while the bot runs.',
      };
    const { at, pinned, npm, tarballs, differs, unread } = last;
    const saw = `Last compared at ${at}: ${pinned} pinned objects, ${npm} versions on npm, ${tarballs} of their tarballs; ${differs} differed, ${unread} could not be read.`;
    if (differs > 0) return { is: 'failed', saw, next: 'Type /navi drift: it lists what to do about each.' };
    const isOld = now.getTime() - Date.parse(at) > OLD_MS;
    return isOld || unread > 0
      ? {
          is: 'warning',
          saw,
          next: isOld
            ? 'Start the bot if it does not run; see the schedule verify-stored.'
            : 'Search the log for "what is stored could not be read": it names the service.',
        }
      : { is: 'ok', saw };
  },
});
