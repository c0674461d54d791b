import { defineJob, SCHEDULED } from '../../../engine/define-job.ts';
import { remindOwners } from '../notices/remind.ts';

export default defineJob({
  name: 'remind-owners',
  payload: SCHEDULED,
  schedule: { usual: { every: '5m' }, why: 'When Navi looks whether owners of notices have to be reminded' },
  run: async (context) => {
    await remindOwners(context);
    return { is: 'over' };
  },
});
