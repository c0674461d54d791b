import { defineJob, NOTHING } from '../../../engine/define-job.ts';
import { deleteLeftTag } from '../left-tag/carry-out.ts';

export default defineJob({
  name: 'delete-tag',
  payload: NOTHING,
  run: (context, { subject }) => deleteLeftTag(context, subject.id),
});
