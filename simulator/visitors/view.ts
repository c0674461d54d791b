import type { Knob } from './knob.ts';
import { minuteOf, type Series } from './minutes.ts';
import type { Traffic } from './traffic.ts';

const SHOWN_MINUTES = 60;
/** Long enough that a quiet minute does not make the shares jump. */
const EXPOSURE_MINUTES = 10;

interface Seen {
  traffic: Traffic;
  knob: Knob | undefined;
  now: number;
}

/** What the world panel shows: for each release its loads and errors of the last hour, and its part of the last loads. */
export function viewOf({ traffic, knob, now }: Seen): Record<string, unknown> {
  const end = minuteOf(now) + 1;
  const lately = (series: Series[], minutes: number) =>
    series.reduce((sum, one) => sum + one.sum(end - minutes, end), 0);
  const loads = traffic.loads.series();
  const recent = lately(loads, EXPOSURE_MINUTES);
  const releases = loads
    .map((series) => {
      const { release = '' } = series.labels;
      const errors = traffic.errors.series().filter(({ labels }) => labels['release'] === release);
      return {
        release,
        loads: lately([series], SHOWN_MINUTES),
        errors: lately(errors, SHOWN_MINUTES),
        exposure: recent === 0 ? null : lately([series], EXPOSURE_MINUTES) / recent,
        minutes: Array.from({ length: SHOWN_MINUTES }, (_, at) => series.at(end - SHOWN_MINUTES + at)),
      };
    })
    .filter((one) => one.loads > 0)
    .toSorted((one, other) => one.release.localeCompare(other.release, undefined, { numeric: true }));
  const requests = traffic.requests.series();
  const hits = requests.filter(({ labels }) => labels['cache'] === 'HIT');
  return {
    ...(knob ?? { perMinute: null }),
    releases,
    atEdge: { requests: lately(requests, SHOWN_MINUTES), hits: lately(hits, SHOWN_MINUTES) },
  };
}
