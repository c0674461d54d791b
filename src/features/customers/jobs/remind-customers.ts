import { defineJob, SCHEDULED } from '../../../engine/define-job.ts';
import { remindCustomers } from '../notices/remind-customers.ts';

export default defineJob({
  name: 'remind-customers',
  payload: SCHEDULED,
  schedule: {
    usual: { every: '1h' },
    why: 'When Navi looks whether a reminder to customers has to be drafted',
  },
  run: async (context) => {
    await remindCustomers(context);
    return { is: 'over' };
  },
});
