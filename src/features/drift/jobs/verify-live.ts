import { defineJob, SCHEDULED } from '../../../engine/define-job.ts';
import { watchLive } from '../watch-live.ts';

/** The drift monitor, on its schedule. */
export default defineJob({
  name: 'verify-live',
  payload: SCHEDULED,
  run: watchLive,
});
