import { defineJob, SCHEDULED } from '../../../engine/define-job.ts';

/** Hours and days of what was measured, and the end of what is too old. */
export default defineJob({
  name: 'roll-up',
  payload: SCHEDULED,
  schedule: {
    usual: { every: '1h' },
    why: 'When Navi sums up what it measured as hours and days, and deletes what is too old: at least daily',
  },
  run: async (context) => {
    // The time zone library is loaded by the first roll-up, not at the start.
    const { rollUpAll } = await import('../samples.ts');
    await rollUpAll(context, context.settings.monitoring.zone);
    return { is: 'over' };
  },
});
