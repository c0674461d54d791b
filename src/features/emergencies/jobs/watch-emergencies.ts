import { defineJob, SCHEDULED } from '../../../engine/define-job.ts';
import { watchEmergencies } from '../look.ts';

/** The clocks of emergencies, on their schedule. */
export default defineJob({
  name: 'watch-emergencies',
  payload: SCHEDULED,
  schedule: {
    usual: { every: '1m' },
    why: 'When Navi looks whether customers are safe from each emergency, and whether people are called',
  },
  run: async (context) => {
    await watchEmergencies(context);
    return { is: 'over' };
  },
});
