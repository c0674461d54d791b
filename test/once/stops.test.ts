import { afterAll, describe, it } from 'vitest';
import { takesMinutes } from '../builders/everything.ts';
import { needsPostgres } from '../builders/needs-postgres.ts';
import { playInTurns } from './deaths/stand-still.ts';
import { everywhere } from './deaths/told.ts';
import { release } from './scenarios/release.ts';
import { rollback } from './scenarios/rollback.ts';
import { createLanes } from './world/lanes.ts';
import { inPostgres } from './world/places.ts';

const FULL_MS = 60 * 60_000;
/** Each stop is half a minute of waiting: every so manieth instant of a run, and all of them with `NAVI_TEST_STOPS_EVERY=1`. */
const EVERY = Number(process.env['NAVI_TEST_STOPS_EVERY'] ?? 5);
const LANES = 4;
const lanes = createLanes(LANES);
afterAll(() => lanes.close());

describe('SIGSTOP past the lease, of whichever of two processes on one PostgreSQL comes there', () => {
  takesMinutes();
  const createPlace = inPostgres(needsPostgres());

  it.each([
    { what: 'a release', scenario: release },
    { what: 'a rollback', scenario: rollback },
  ])(
    'at instants all over $what, is done once',
    ({ what, scenario }) =>
      everywhere(`${what} stood still`, {
        lanes,
        scenario,
        createPlace,
        playWith: (play) => playInTurns(2, play),
        every: EVERY,
      }),
    FULL_MS,
  );
});
