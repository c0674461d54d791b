import { defineJob, SCHEDULED } from '../../../engine/define-job.ts';

/** Alerts about what is measured. */
export default defineJob({
  name: 'watch-measured',
  payload: SCHEDULED,
  schedule: {
    usual: { every: '1m' },
    why: 'When Navi looks whether what it measured calls for a person: the error budget, its sources, errors by release',
  },
  run: async (context) => {
    // The time zone library is loaded by the first look, not at the start.
    const { watchMeasured } = await import('../alerts/watch-measured.ts');
    await watchMeasured(context);
    return { is: 'over' };
  },
});
