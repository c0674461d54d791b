import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { takesMinutes } from '../builders/everything.ts';
import { needsPostgres } from '../builders/needs-postgres.ts';
import { type Deaths, dieAt, dieEverywhere, type Round } from './deaths/die.ts';
import { type Instant, nameOf } from './deaths/instants.ts';
import { release } from './scenarios/release.ts';
import { rollback } from './scenarios/rollback.ts';
import { createLanes } from './world/lanes.ts';
import { inFolder, inPostgres } from './world/places.ts';

const FULL_MS = 60 * 60_000;
const CASE_MS = 600_000;

const first = (when: Instant['when'], label: string): Instant => ({ when, label, nth: 1 });
const SWAP = 'rewriteTo/b/cdn-navi-com/o/v1/navi-loader.js';

/** One of each kind, where it hurts: each run has these. */
const OPERATIONS = [
  {
    what: 'a release',
    scenario: release,
    sample: [
      first('before-commit', 'journal requested'),
      first('after-write', 'slack POST chat.postMessage card'),
      first('before-commit', 'journal approved + started'),
      first('after-commit', 'journal approved + started'),
      first('after-write', 'github POST git/refs'),
      first('after-commit', 'journal step-intended dispatch'),
      first('after-write', 'github POST actions/workflows/release.yml/dispatches'),
      first('after-write', `gcs POST v1.2.0/navi-loader.js/${SWAP}`),
      first('after-write', 'compute POST urlMaps/cdn-navi-map/invalidateCache'),
      first('before-commit', 'journal step-sent latest:@awell-health/navi-core'),
      first('after-write', 'github POST releases'),
      first('after-write', 'slack POST chat.postMessage announcement'),
    ],
  },
  {
    what: 'a rollback',
    scenario: rollback,
    sample: [
      first('after-commit', 'journal requested + approved + started + marked-faulty + locked'),
      first('after-write', `gcs POST v1.1.0/navi-loader.js/${SWAP}`),
      first('before-write', 'npm PUT @awell-health/navi-core/dist-tags/latest'),
      first('after-write', 'npm PUT /@awell-health/navi-js'),
    ],
  },
];

const LANES = 4;
const lanes = createLanes(LANES);
afterAll(() => lanes.close());

describe.each(OPERATIONS)('$what on SQLite', ({ scenario, sample }) => {
  it.concurrent.each(
    halves(sample).map((instants) => ({ names: instants.map(nameOf).join(', '), instants })),
  )(
    'dies $names, and is done once',
    ({ instants }) => dieAt({ lanes, scenario, createPlace: inFolder }, instants),
    CASE_MS,
  );
});

/** So that deaths of one play lie apart. */
function halves(instants: readonly Instant[]): Instant[][] {
  return [0, 1].map((half) => instants.filter((_, index) => index % 2 === half));
}

describe.each(OPERATIONS)('$what', ({ what, scenario }) => {
  const everywhere = async (deaths: Omit<Deaths, 'lanes'>, store: string) => {
    const started = Date.now();
    const told = await dieEverywhere({ ...deaths, lanes }, logTo(`${what} on ${store}.log`));
    const seconds = Math.round((Date.now() - started) / 1000);
    process.stdout.write(`${what} on ${store}: ${told.summary}, ${seconds} s\n`);
    expect(told.wrong).toEqual([]);
  };

  describe('at every instant on SQLite', () => {
    takesMinutes();

    it('dies, and is done once', () => everywhere({ scenario, createPlace: inFolder }, 'SQLite'), FULL_MS);
  });

  describe('at every instant on PostgreSQL', () => {
    takesMinutes();
    const createPlace = inPostgres(needsPostgres());

    it('dies, and is done once', () => everywhere({ scenario, createPlace }, 'PostgreSQL'), FULL_MS);
  });
});

/** So that a run of many minutes can be followed, and its slowest plays be found. */
function logTo(name: string): (round: Round) => void {
  const dir = join(import.meta.dirname, '../../test-results/deaths');
  mkdirSync(dir, { recursive: true });
  return ({ meant, came, wrong, ms }) => {
    const names = meant.map(nameOf).map((one) => `  ${one}${came.includes(one) ? '' : ' (did not come)'}`);
    const outcome = wrong === null ? `once, after ${came.length} deaths` : `WRONG ${wrong}`;
    appendFileSync(join(dir, name), `${[`${(ms / 1000).toFixed(1)} s: ${outcome}`, ...names].join('\n')}\n`);
  };
}
