import { levelAt, MINUTE_MS, type Sample } from '../../../domain/sample.ts';
import { defineSource } from '../../../engine/define-source.ts';
import { ServiceError } from '../../../ports/service-error.ts';
import { type Series, seriesName } from '../series.ts';

/** Everybody downloads it each day: where it has 0, npm has not counted that day. */
const CONTROL = 'semver';
const WEEK = 7;
const DAY_MINUTES = 1440;
/** Versions of one package that are saved, those with the most downloads. */
const MOST_VERSIONS = 200;

/**
 * npm's downloads: each day of a package, and the last seven days of each version. npm counts a day some hours after
 * its end, and some days later still; what was counted late replaces what was saved.
 */
export default defineSource({
  id: 'npm-downloads',
  everyMinutes: 60,
  lagMinutes: 0,
  reachMinutes: 0,
  right: 'to read download counts',
  read: async ({ downloads, settings }, { from }) => {
    const control = await downloads.lastDays(CONTROL);
    if (control === undefined) throw unknownControl();
    const counted = new Set([...control].flatMap(([day, count]) => (count > 0 ? day : [])));
    const names = settings.packages.filter(({ ships }) => ships === 'npm').map(({ name }) => name);
    const found = await Promise.all(
      names.map(async (name) => ({
        name,
        days: (await downloads.lastDays(name)) ?? new Map<string, number>(),
        versions: (await downloads.lastWeek(name)) ?? new Map<string, number>(),
      })),
    );
    const samples = found.flatMap(({ name, days, versions }) => [
      ...dailySamples(name, days, counted),
      ...weeklySamples(name, versions, { counted, today: from }),
    ]);
    return { samples, details: null };
  },
});

/** A service that does not know the control package is not npm's. */
function unknownControl(): ServiceError {
  return new ServiceError({
    service: 'npm-downloads',
    call: 'lastDays',
    kind: 'refused',
    problem: `it does not know the package ${CONTROL}`,
    status: 404,
  });
}

function dailySamples(
  name: string,
  days: ReadonlyMap<string, number>,
  counted: ReadonlySet<string>,
): Sample[] {
  return [...days].flatMap(([day, count]) =>
    counted.has(day) ? dayOf({ is: 'npm-days', package: name }, day, { is: 'count', count }) : [],
  );
}

/** Nothing until npm has counted yesterday; an older day without a count makes the sum a lower bound. */
function weeklySamples(
  name: string,
  versions: ReadonlyMap<string, number>,
  { counted, today }: { counted: ReadonlySet<string>; today: Date },
): Sample[] {
  const week = Array.from({ length: WEEK }, (_, nth) =>
    dateOf(today.getTime() - (nth + 1) * DAY_MINUTES * MINUTE_MS),
  );
  const [yesterday = ''] = week;
  if (!counted.has(yesterday)) return [];
  const isAtLeast = week.some((day) => !counted.has(day));
  const end = new Date(`${yesterday}T00:00:00.000Z`);
  return [...versions]
    .filter(([, count]) => count > 0)
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, MOST_VERSIONS)
    .map(([version, count]) =>
      dayOf({ is: 'npm-downloads', package: name, version }, yesterday, levelAt(end, count), isAtLeast),
    );
}

function dayOf(series: Series, day: string, measure: Sample['measure'], isAtLeast = false): Sample {
  return {
    series: seriesName(series),
    grain: 'day',
    at: `${day}T00:00:00.000Z`,
    minutes: DAY_MINUTES,
    covered: DAY_MINUTES,
    isAtLeast,
    measure,
  };
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
