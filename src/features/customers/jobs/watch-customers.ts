import { defineJob, SCHEDULED } from '../../../engine/define-job.ts';
import { watchFile } from '../watch-file.ts';

export default defineJob({
  name: 'watch-customers',
  payload: SCHEDULED,
  schedule: { usual: { every: '1m' }, why: 'When Navi looks whether the customers file has changed' },
  run: async (context) => {
    await watchFile(context);
    return { is: 'over' };
  },
});
