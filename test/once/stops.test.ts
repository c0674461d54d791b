import { afterAll, describe, it } from 'vitest';
import { pauseAt, pauseEverywhere } from '../harness/crash/at.ts';
import { inFolder, inPostgres } from '../harness/crash/places.ts';
import { createPool } from '../harness/crash/pool.ts';
import { needsPostgres } from '../harness/store/needs-postgres.ts';
import { release } from './scenarios/release.ts';
import { rollback } from './scenarios/rollback.ts';

const CASE_MS = 240_000;
const FULL_MS = 60 * 60_000;
/** Each stop is half a minute of waiting: every so manieth instant of a run, and all of them with `NAVI_TEST_STOPS_EVERY=1`. */
const EVERY = Number(process.env['NAVI_TEST_STOPS_EVERY'] ?? 5);
const LANES = 3;
const pool = createPool(LANES);
afterAll(() => pool.close());

const OPERATIONS = [
  { what: 'a release', scenario: release },
  { what: 'a rollback', scenario: rollback },
];

// Side by side: the pool has no more worlds at a time than it has lanes.
describe.concurrent.each(OPERATIONS)(
  'SIGSTOP past the lease, at instants all over $what',
  ({ what, scenario }) => {
    const stops = { pool, scenario, every: EVERY };

    describe('of whichever of two processes on one PostgreSQL comes there', () => {
      const createPlace = inPostgres(needsPostgres());

      it(
        'is done once',
        () =>
          pauseEverywhere(`${what} stood still on PostgreSQL`, {
            ...stops,
            createPlace,
            processes: 2,
          }),
        FULL_MS,
      );
    });

    describe('of the only process on SQLite', () => {
      it(
        'is done once',
        () =>
          pauseEverywhere(`${what} stood still on SQLite`, {
            ...stops,
            createPlace: inFolder,
            processes: 1,
          }),
        FULL_MS,
      );
    });
  },
);

describe('SIGSTOP past the lease, while a process starts', () => {
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
