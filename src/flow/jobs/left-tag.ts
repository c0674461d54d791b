import { defineJob, NOTHING } from '../define-job.ts';
import { lookAtLeftTag } from '../left-tag/carry-out.ts';

export default defineJob({
  name: 'left-tag',
  payload: NOTHING,
  run: (ground, { subject }) => lookAtLeftTag(ground, subject.id),
});
