import { defineJob, SCHEDULED } from '../../../engine/define-job.ts';
import { watchIntegration } from '../watch-integration.ts';

/** What a customer's page does, from outside, on its schedule. */
export default defineJob({
  name: 'verify-integration',
  payload: SCHEDULED,
  schedule: {
    usual: { every: '1h' },
    why: 'When what is live is loaded as a customer’s page does: the pointer, the pinned object, their integrity, type and CORS',
  },
  run: watchIntegration,
});
