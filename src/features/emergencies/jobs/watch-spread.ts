import { defineJob, SCHEDULED } from '../../../engine/define-job.ts';
import { watchSpread } from '../watch-spread.ts';

/** How far the bad versions of open emergencies are still spread, on its schedule. */
export default defineJob({
  name: 'watch-spread',
  payload: SCHEDULED,
  schedule: {
    usual: { every: '15m' },
    why: 'When Navi looks which part of the downloads a bad version still has, and whose pages pin it',
  },
  run: async (context) => {
    await watchSpread(context);
    return { is: 'over' };
  },
});
