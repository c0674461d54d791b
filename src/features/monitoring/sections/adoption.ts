import { atLeast, numbered, percent } from '../../../domain/figures.ts';
import type { Sample } from '../../../domain/sample.ts';
import { type Measured, readMeasured } from '../measured.ts';
import type { Series } from '../series.ts';
import { countOfDay, readByRelease } from './by-release.ts';
import { daysChart } from './days-chart.ts';
import { type Section, windowOf } from './section.ts';

/** npm counts a day late, and later. */
const LATEST_DOWNLOADS_DAYS = 3;

/** Which versions are in use: the loader by loads, packages by downloads. */
export const adoption: Section = {
  id: 'adoption',
  title: 'Adoption',
  gather: async (context, asked) => {
    const { settings, store } = context;
    const { zone } = settings.monitoring;
    const reported = await readByRelease(context, asked);
    const releases = reported?.releases ?? [];
    const total = releases.reduce((sum, { loads }) => sum + loads.count, 0);
    const downloads = await store.transaction((tx) =>
      readMeasured(
        tx,
        ['npm-downloads'],
        windowOf({ ...asked, days: Math.max(asked.days, LATEST_DOWNLOADS_DAYS) }, zone),
      ),
    );
    const packages = settings.packages
      .filter(({ ships }) => ships === 'npm')
      .map(({ name }) => packageLine(name, downloads));
    const [first] = releases;
    const loaded = releases.map(
      ({ version, loads }) =>
        `Loader ${version}: ${percent(total === 0 ? 0 : loads.count / total)} of ${atLeast(loads.isAtLeast)}${numbered(total)} loads`,
    );
    return {
      level: 'info',
      finding:
        first === undefined || total === 0
          ? 'No loads were reported; downloads are of CI runs, not of customers.'
          : `${first.version} has ${percent(first.loads.count / total)} of the loads.`,
      lines: [...loaded, ...packages],
      chart: daysChart(
        {
          title: 'Loads by release',
          unit: 'loads',
          lines: releases.map(({ version, loadDays }) => ({
            name: version,
            days: loadDays,
            valueOf: countOfDay,
          })),
        },
        { ...asked, zone },
      ),
      facts: {},
    };
  },
};

type Downloads = Measured<Extract<Series, { is: 'npm-downloads' }>>;

/** The last day's figures: each is the sum of seven days. */
function packageLine(name: string, all: readonly Downloads[]): string {
  const own = all.filter(({ series }) => series.package === name);
  const day = own
    .map(({ days }) => days.at(-1)?.at ?? '')
    .toSorted()
    .at(-1);
  const versions = own
    .map(({ series, days }) => ({ version: series.version, count: levelOn(days, day) }))
    .toSorted((a, b) => b.count - a.count);
  const total = versions.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return `${name}: no downloads were counted yet`;
  const shares = versions.slice(0, 3).map(({ version, count }) => `${version} ${percent(count / total)}`);
  return `${name}: ${shares.join(', ')} of ${numbered(total)} downloads in seven days`;
}

function levelOn(days: readonly Sample[], at: string | undefined): number {
  const measure = days.find((day) => day.at === at)?.measure;
  return measure?.is === 'value' ? measure.last.value : 0;
}
