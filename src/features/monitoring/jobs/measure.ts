import { defineJob, SCHEDULED } from '../../../engine/define-job.ts';
import { measureAll } from '../measure.ts';

/** Has each source read that is due. */
export default defineJob({
  name: 'measure',
  payload: SCHEDULED,
  schedule: {
    usual: { every: '1m' },
    why: 'When Navi reads what is measured: probes, the load balancer, npm, errors and loads, customers’ reports, vulnerabilities',
  },
  run: measureAll,
});
