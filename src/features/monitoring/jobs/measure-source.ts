import { defineJob, NOTHING } from '../../../engine/define-job.ts';
import { measureSource } from '../measure.ts';

/** Reads one source. */
export default defineJob({
  name: 'measure-source',
  payload: NOTHING,
  run: (context, { subject }) => measureSource(context, subject.id),
});
