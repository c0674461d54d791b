import { defineJob, NOTHING } from '../../../engine/define-job.ts';
import { sendNotice } from '../notices/send-notice.ts';

export default defineJob({
  name: 'send-notice',
  payload: NOTHING,
  run: (context, { subject }) => sendNotice(context, subject.id),
});
