import { defineJob, SCHEDULED } from '../../../engine/define-job.ts';

/** A summary of what was measured. The configuration has its schedules: one for each summary. */
export default defineJob({
  name: 'summarise',
  payload: SCHEDULED,
  run: async (context, { subject, payload }) => {
    // The time zone library is loaded by the first summary, not at the start.
    const { summarise } = await import('../summarise.ts');
    return summarise(context, { schedule: subject.id, due: payload });
  },
});
