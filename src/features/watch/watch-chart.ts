import type { MonitorReport } from '../../domain/monitor-report.ts';
import { MINUTE_MS } from '../../domain/sample.ts';
import { headlineOf } from './headline.ts';
import type { WatchAlert } from './watch-alert.ts';

/** Loads and errors of both releases in one minute (ISO). */
export interface WatchedMinute {
  at: string;
  fresh: { loads: number; errors: number };
  old: { loads: number; errors: number };
}

/** A chart in Slack has at most 20 points: docs/services.md, Slack. */
const POINTS = 12;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * The charts of a watch: exposure, and errors per load of both releases. A part of the time without loads has no value, and
 * is shown as not measured. Null without any minute. Pure; `now` is ISO.
 */
export function watchCharts(
  alert: WatchAlert,
  minutes: readonly WatchedMinute[],
  now: string,
): MonitorReport | null {
  const { version, replaced } = alert.watch;
  const parts = partsOf(minutes);
  if (parts.length === 0 || replaced === null) return null;
  // Slack takes each category once: over more than a day the date belongs to it.
  const isLong = Date.parse(parts.at(-1)?.at ?? '') - Date.parse(parts[0]?.at ?? '') >= DAY_MS;
  const categories = parts.map(({ at }) => (isLong ? at.slice(5, 16).replace('T', ' ') : at.slice(11, 16)));
  const [fresh, old] = [`v${version}`, `v${replaced}`];
  const all = sumOf(minutes);
  const chart = { unit: '%', categories };
  return {
    ...{
      name: null,
      title: `Release watch of ${fresh}`,
      at: now,
      days: 1,
      lateSince: null,
      skipped: 0,
      facts: {},
    },
    sections: [
      {
        ...{ id: 'adoption', title: 'Exposure', level: 'info', lines: [] },
        finding: `${fresh} had ${shown(part(all.fresh.loads, all.fresh.loads + all.old.loads))} of the loads.`,
        chart: {
          ...{ title: `Exposure of ${fresh} (UTC)`, ...chart },
          series: [
            {
              name: fresh,
              values: parts.map((one) => part(one.fresh.loads, one.fresh.loads + one.old.loads)),
            },
          ],
        },
      },
      {
        ...{ id: 'errors', title: 'Errors per load', level: 'info', lines: [] },
        finding: `${headlineOf(alert.watch)}: ${fresh} ${shown(rate(all.fresh))}, ${old} ${shown(rate(all.old))}.`,
        chart: {
          ...{ title: 'Errors per load (UTC)', ...chart },
          series: [
            { name: fresh, values: parts.map((one) => rate(one.fresh)) },
            { name: old, values: parts.map((one) => rate(one.old)) },
          ],
        },
      },
    ],
  };
}

/** The minutes in at most so many parts of the same length, the oldest first. */
function partsOf(minutes: readonly WatchedMinute[]): WatchedMinute[] {
  const [first, last] = [minutes[0], minutes.at(-1)];
  if (first === undefined || last === undefined) return [];
  const begin = Date.parse(first.at);
  const count = (Date.parse(last.at) - begin) / MINUTE_MS + 1;
  const length = Math.max(1, Math.ceil(count / POINTS)) * MINUTE_MS;
  return Array.from({ length: Math.ceil((count * MINUTE_MS) / length) }, (_, nth) => {
    const from = begin + nth * length;
    const those = minutes.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < from + length);
    return { at: new Date(from).toISOString(), ...sumOf(those) };
  });
}

function sumOf(minutes: readonly WatchedMinute[]): Omit<WatchedMinute, 'at'> {
  const total = (of: (one: WatchedMinute) => number) => minutes.reduce((sum, one) => sum + of(one), 0);
  return {
    fresh: { loads: total(({ fresh }) => fresh.loads), errors: total(({ fresh }) => fresh.errors) },
    old: { loads: total(({ old }) => old.loads), errors: total(({ old }) => old.errors) },
  };
}

function rate({ loads, errors }: WatchedMinute['fresh']): number | null {
  return part(errors, loads);
}

/** In percent, with two digits; null of nothing. */
function part(some: number, all: number): number | null {
  return all === 0 ? null : Math.round((some / all) * 10_000) / 100;
}

function shown(percent: number | null): string {
  return percent === null ? 'not measured' : `${percent} %`;
}
