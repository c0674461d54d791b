import { defineSource } from '../../../engine/define-source.ts';
import { trafficSamples } from '../traffic-samples.ts';

/** The load balancer and Google's uptime checks: the CDN as the world sees it. */
export default defineSource({
  id: 'google-monitoring',
  everyMinutes: 1,
  // A sample is visible after up to 210 s (cloud.google.com, "Google Cloud metrics", loadbalancing).
  lagMinutes: 4,
  reachMinutes: 23 * 60,
  right: 'monitoring.timeSeries.list',
  read: async ({ traffic }, minutes) => ({
    samples: trafficSamples(await traffic.read(minutes)),
    details: null,
  }),
});
