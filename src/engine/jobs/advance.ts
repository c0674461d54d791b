import { advance } from '../advance.ts';
import { defineJob, NOTHING } from '../define-job.ts';

export default defineJob({
  name: 'advance',
  payload: NOTHING,
  run: (context, { subject }) => advance(context, subject.id),
});
