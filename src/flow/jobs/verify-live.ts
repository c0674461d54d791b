import { defineJob, SCHEDULED } from '../define-job.ts';
import { watchLive } from '../drift/watch-live.ts';

/** The drift monitor, on its schedule. */
export default defineJob({
  name: 'verify-live',
  payload: SCHEDULED,
  run: watchLive,
});
