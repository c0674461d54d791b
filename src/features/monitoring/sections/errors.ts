import { sourceName, sourceTrouble } from '../found/absent.ts';
import { countOfDay, type OfRelease, readByRelease } from './by-release.ts';
import { daysChart } from './days-chart.ts';
import { finding, type Section } from './section.ts';
import { atLeast, numbered, percent } from './text.ts';

/** Errors and loads of each release, as the script itself reports them. */
export const errors: Section = {
  id: 'errors',
  title: 'Errors by release',
  gather: async (context, asked) => {
    const found = await readByRelease(context, asked);
    if (found === null) {
      const states = await context.store.transaction((tx) => tx.sourceStates.all());
      const why = [sourceTrouble('sentry', states), sourceTrouble('datadog', states)];
      return finding(
        'warn',
        `Not measured: ${why.filter((one) => one !== null).join('; ') || 'no release has reported'}.`,
      );
    }
    const { source, releases } = found;
    const worst = releases.toSorted((a, b) => rateOf(b) - rateOf(a))[0];
    return {
      level: 'info',
      finding: worst === undefined ? 'No errors.' : `Most errors per load: ${lineOf(worst)}.`,
      lines: [...releases.map(lineOf), `As ${sourceName(source)} counted them.`],
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
