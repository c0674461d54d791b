import { defineJob, SCHEDULED } from '../../../engine/define-job.ts';
import { watchStored } from '../watch-stored.ts';

/** The drift monitor of what is stored for ever, on its schedule. */
export default defineJob({
  name: 'verify-stored',
  payload: SCHEDULED,
  schedule: {
    usual: { at: '03:40' },
    why: 'When every pinned object and every version on npm is compared with what Navi recorded',
  },
  run: watchStored,
});
