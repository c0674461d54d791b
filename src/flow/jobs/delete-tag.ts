import { defineJob, NOTHING } from '../define-job.ts';
import { deleteLeftTag } from '../left-tag/carry-out.ts';

export default defineJob({
  name: 'delete-tag',
  payload: NOTHING,
  run: (ground, { subject }) => deleteLeftTag(ground, subject.id),
});
