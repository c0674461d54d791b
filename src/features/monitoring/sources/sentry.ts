import { defineSource } from '../../../engine/define-source.ts';
import { reportSamples } from '../report-samples.ts';

/** Sentry: loads and errors that scripts report, by version. */
export default defineSource({
  id: 'sentry',
  everyMinutes: 1,
  // Events are there after seconds; the last minutes are read again.
  lagMinutes: 2,
  reachMinutes: 23 * 60,
  right: 'org:read, project:read and event:read',
  read: async ({ sentry }, minutes) => {
    if ('missing' in sentry) return sentry;
    const reported = await sentry.service.read(minutes);
    return { samples: reportSamples('sentry', reported, minutes), details: null };
  },
});
