import { defineSource } from '../../../engine/define-source.ts';
import { reportSamples } from '../report-samples.ts';

/** Datadog RUM: loads and errors that scripts report, by version. */
export default defineSource({
  id: 'datadog',
  everyMinutes: 1,
  // Events are there after seconds; the last minutes are read again.
  lagMinutes: 2,
  reachMinutes: 23 * 60,
  right: 'rum_apps_read',
  read: async ({ datadog }, minutes) => {
    if ('missing' in datadog) return datadog;
    const reported = await datadog.service.read(minutes);
    return { samples: reportSamples('datadog', reported, minutes), details: null };
  },
});
