import { defineJob, SCHEDULED } from '../../../engine/define-job.ts';
import { watchLive } from '../watch-live.ts';

/** The drift monitor, on its schedule. */
export default defineJob({
  name: 'verify-live',
  payload: SCHEDULED,
  schedule: {
    usual: { every: '1m' },
    why: 'When what is live is compared with what Navi recorded: the bucket, the edge, npm, Git tags',
  },
  run: watchLive,
});
