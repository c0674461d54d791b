import { z } from 'zod';
import { atLeast, counted, numbered, percent } from '../../../domain/figures.ts';
import type { Context } from '../../../engine/context.ts';
import { sourceName, sourceTrouble } from '../found/absent.ts';
import { countOfDay, type OfRelease, readByRelease } from './by-release.ts';
import { daysChart } from './days-chart.ts';
import { type Asked, finding, type Section } from './section.ts';

const DAY_MS = 24 * 3_600_000;

/** Errors and loads of each release, as the script itself reports them. */
export const errors: Section = {
  id: 'errors',
  title: 'Errors by release',
  gather: async (context, asked) => {
    const found = await readByRelease(context, asked);
    const watched = await watchedLines(context, asked);
    if (found === null) {
      const states = await context.store.transaction((tx) => tx.sourceStates.all());
      const why = [sourceTrouble('sentry', states), sourceTrouble('datadog', states)];
      const text = why.filter((one) => one !== null).join('; ') || 'no release has reported';
      return { ...finding('warn', `Not measured: ${text}.`), lines: watched };
    }
    const { source, releases } = found;
    const worst = releases.toSorted((a, b) => rateOf(b) - rateOf(a))[0];
    return {
      level: 'info',
      finding: worst === undefined ? 'No errors.' : `Most errors per load: ${lineOf(worst)}.`,
      lines: [...releases.map(lineOf), `As ${sourceName(source)} counted them.`, ...watched],
      chart: daysChart(
        {
          title: 'Errors by release',
          unit: 'errors',
          lines: releases.map(({ version, errorDays }) => ({
            name: version,
            days: errorDays,
            valueOf: countOfDay,
          })),
        },
        { ...asked, zone: context.settings.monitoring.zone },
      ),
      facts: {},
    };
  },
};

/** What a watched release says in summaries. Other alerts have no such field. */
const Watched = z.object({ summary: z.string().nullable() });

/** Automatic rollbacks of this time, and those that were due in shadow. */
async function watchedLines({ store }: Pick<Context, 'store'>, { days, now }: Asked): Promise<string[]> {
  const from = new Date(now.getTime() - days * DAY_MS).toISOString();
  const alerts = await store.transaction((tx) => tx.alerts.begunSince(from));
  const watched = alerts.flatMap(({ details }) => Watched.safeParse(details).data ?? []);
  const said = watched.flatMap(({ summary }) => summary ?? []);
  return said.length === 0
    ? []
    : [`Of ${counted(watched.length, 'watched release', 'watched releases')}:`, ...said];
}

function rateOf({ loads, errors: bad }: OfRelease): number {
  return loads.count === 0 ? 0 : bad.count / loads.count;
}

function lineOf(one: OfRelease): string {
  const { version, loads, errors: bad } = one;
  const rate =
    loads.count === 0
      ? 'no loads counted'
      : `${percent(rateOf(one))} of ${atLeast(loads.isAtLeast)}${numbered(loads.count)} loads`;
  return `${version}: ${atLeast(bad.isAtLeast)}${numbered(bad.count)} errors, ${rate}`;
}
