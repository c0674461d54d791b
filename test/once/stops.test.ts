import { afterAll, describe, it } from 'vitest';
import { pauseAt, pauseEverywhere } from '../harness/crash/at.ts';
import { inFolder, inPostgres } from '../harness/crash/places.ts';
import { createPool } from '../harness/crash/pool.ts';
import { needsPostgres } from '../harness/store/needs-postgres.ts';
import { hasPart, sliceAsked } from '../long/slice.ts';
import { release } from './scenarios/release.ts';
import { rollback } from './scenarios/rollback.ts';

const CASE_MS = 240_000;
const FULL_MS = 60 * 60_000;
/** Each stop is half a minute of waiting: every so manieth instant of a run, and all of them with `NAVI_TEST_STOPS_EVERY=1`. */
const EVERY = Number(process.env['NAVI_TEST_STOPS_EVERY'] ?? 5);
/** Most of a play is waiting. */
const LANES = 5;
const pool = createPool(LANES);
afterAll(() => pool.close());

const RUNS = [
  { what: 'a release', scenario: release, on: 'PostgreSQL' },
  { what: 'a release', scenario: release, on: 'SQLite' },
  { what: 'a rollback', scenario: rollback, on: 'PostgreSQL' },
  { what: 'a rollback', scenario: rollback, on: 'SQLite' },
] as const;
const PARTS = RUNS.map((run, part) => ({ ...run, part: { part, parts: RUNS.length } }));

// Side by side: the pool has no more worlds at a time than it has lanes.
describe.concurrent.each(PARTS.filter(({ part }) => hasPart(sliceAsked(), part)))(
  'SIGSTOP past the lease, at instants all over $what',
  ({ what, scenario, on, part }) => {
    const name = `${what} stood still on ${on}`;
    const stops = { pool, scenario, part, every: EVERY };
    if (on === 'SQLite')
      it(
        'of the only process on SQLite, is done once',
        () => pauseEverywhere(name, { ...stops, createPlace: inFolder, processes: 1 }),
        FULL_MS,
      );
    else {
      const createPlace = inPostgres(needsPostgres());
      it(
        'of whichever of two processes on one PostgreSQL comes there, is done once',
        () => pauseEverywhere(name, { ...stops, createPlace, processes: 2 }),
        FULL_MS,
      );
    }
  },
);

describe.concurrent('SIGSTOP past the lease, while a process starts', () => {
  const createPlace = inPostgres(needsPostgres());

  it(
    'lets it start when it goes on, and the other work meanwhile',
    () =>
      pauseAt({ pool, scenario: release, createPlace, processes: 2 }, [
        { when: 'before-commit', label: 'only jobs', nth: 1 },
      ]),
    CASE_MS,
  );
});
