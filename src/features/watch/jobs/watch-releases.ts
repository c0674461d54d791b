import { defineJob, SCHEDULED } from '../../../engine/define-job.ts';
import { watchReleases } from '../look.ts';

/** The release watch, on its schedule. */
export default defineJob({
  name: 'watch-releases',
  payload: SCHEDULED,
  schedule: {
    usual: { every: '1m' },
    why: 'When a new release is compared with the one that it replaced',
  },
  run: watchReleases,
});
