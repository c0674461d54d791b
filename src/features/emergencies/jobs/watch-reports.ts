import { defineJob, SCHEDULED } from '../../../engine/define-job.ts';
import { watchReports } from '../watch-reports.ts';

/** Labels and Dependabot alerts that declare emergencies, on their schedule. */
export default defineJob({
  name: 'watch-reports',
  payload: SCHEDULED,
  schedule: {
    usual: { every: '5m' },
    why: 'When Navi looks on GitHub for labels and Dependabot alerts that declare an emergency',
  },
  run: async (context) => {
    await watchReports(context);
    return { is: 'over' };
  },
});
