import { levelAt, type Sample, sampleOf } from '../../../domain/sample.ts';
import { defineSource } from '../../../engine/define-source.ts';
import { MOST_DETAILS, type Vulnerabilities } from '../details.ts';
import { seriesName } from '../series.ts';

const HOUR_MS = 3_600_000;
/** A criterion looks back so far. */
const WINDOW_MS = 30 * 24 * HOUR_MS;

/** Dependabot's alerts about what customers load: critical and high ones, of dependencies that run. */
export default defineSource({
  id: 'dependabot',
  everyMinutes: 15,
  lagMinutes: 0,
  reachMinutes: 0,
  right: 'Dependabot alerts: read',
  read: async ({ feedback, clock }, { from }) => {
    const found = await feedback.vulnerabilities({ since: new Date(clock.now().getTime() - WINDOW_MS) });
    if (found === undefined) return { missing: 'Dependabot alerts in the repository’s settings' };
    const details: Vulnerabilities = {
      is: 'vulnerabilities',
      // Open ones first: they are not cut off.
      alerts: found.alerts
        .toSorted((one, other) => Number(other.fixedAt === null) - Number(one.fixedAt === null))
        .slice(0, MOST_DETAILS)
        .map(({ advisory: _advisory, manifest: _manifest, ...alert }) => alert),
      isAtLeast: found.isAtLeast || found.alerts.length > MOST_DETAILS,
    };
    return { samples: samplesOf(details, { minute: from, now: clock.now() }), details };
  },
});

function samplesOf(
  { alerts, isAtLeast }: Vulnerabilities,
  { minute, now }: { minute: Date; now: Date },
): Sample[] {
  const open = alerts.filter(({ fixedAt, dismissedAt }) => fixedAt === null && dismissedAt === null);
  const ages = open.map(({ openedAt }) => Math.max(0, now.getTime() - Date.parse(openedAt)) / HOUR_MS);
  const level = (what: 'open' | 'oldest-hours', value: number) =>
    sampleOf(seriesName({ is: 'vulnerabilities', what }), minute, levelAt(minute, value), isAtLeast);
  return [
    level('open', open.length),
    ...(ages.length === 0 ? [] : [level('oldest-hours', Math.max(...ages))]),
  ];
}
