import { defineJob, SCHEDULED } from '../../../engine/define-job.ts';
import { remindReleases } from '../remind.ts';

/** Posts before planned releases, on their schedule. */
export default defineJob({
  name: 'remind-releases',
  payload: SCHEDULED,
  schedule: {
    usual: { every: '1m' },
    why: 'When Navi looks whether a planned release is near, and says what is ready and what blocks',
  },
  run: async (context) => {
    await remindReleases(context);
    return { is: 'over' };
  },
});
