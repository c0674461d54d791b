import { defineJob, NOTHING } from '../../../engine/define-job.ts';
import { lookAtLeftTag } from '../left-tag/carry-out.ts';

export default defineJob({
  name: 'left-tag',
  payload: NOTHING,
  run: (context, { subject }) => lookAtLeftTag(context, subject.id),
});
