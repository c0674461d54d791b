import { afterAll, describe, it } from 'vitest';
import { crashEverywhere } from '../harness/crash/at.ts';
import type { Instant } from '../harness/crash/instants.ts';
import { inFolder, inPostgres } from '../harness/crash/places.ts';
import { createPool } from '../harness/crash/pool.ts';
import { needsPostgres } from '../harness/store/needs-postgres.ts';
import { hasPart, sliceAsked } from '../long/slice.ts';
import { putBackGitTag, putBackPointer } from './scenarios/put-back.ts';
import { release } from './scenarios/release.ts';
import { rollback } from './scenarios/rollback.ts';

const FULL_MS = 60 * 60_000;

const first = (when: Instant['when'], label: string): Instant => ({ when, label, nth: 1 });
const SWAP = 'rewriteTo/b/cdn-navi-com/o/v1/navi-loader.js';

/** One instant of each kind, where it hurts: each slice has these. */
const OPERATIONS = [
  {
    what: 'a release',
    scenario: release,
    sample: [
      first('before-commit', 'journal requested + judged'),
      first('after-write', 'slack POST chat.postMessage card'),
      first('before-commit', 'journal approved + started'),
      first('after-commit', 'journal approved + started'),
      first('after-write', 'github POST git/refs tag'),
      first('after-write', 'github POST git/refs claim'),
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
      first('after-commit', 'journal requested + approved + started + locked'),
      first('after-write', `gcs POST v1.1.0/navi-loader.js/${SWAP}`),
      first('before-write', 'npm PUT @awell-health/navi-core/dist-tags/latest'),
      first('after-write', 'npm PUT /@awell-health/navi-js'),
      first('before-write', 'npm PUT @awell-health/navi-core/dist-tags/next'),
      first('after-write', 'github PATCH releases/…'),
    ],
  },
  {
    what: 'a put-back of the pointer',
    scenario: putBackPointer,
    sample: [first('after-write', `gcs POST v1.2.0/navi-loader.js/${SWAP}`)],
  },
  {
    what: 'a put-back of a Git tag',
    scenario: putBackGitTag,
    sample: [first('after-write', 'github POST /graphql')],
  },
];

const LANES = 3;
const pool = createPool(LANES);
afterAll(() => pool.close());

// Side by side: the pool has no more worlds at a time than it has lanes.
describe.concurrent.each(OPERATIONS)('$what', (operation) => {
  const { what, scenario, sample } = operation;
  const hits = { pool, scenario };

  describe('at every instant on SQLite', () => {
    it(
      'dies, and is done once',
      () =>
        crashEverywhere(`${what} on SQLite`, { ...hits, every: 1, always: sample, createPlace: inFolder }),
      FULL_MS,
    );
  });

  const part = { part: OPERATIONS.indexOf(operation), parts: OPERATIONS.length };
  if (!hasPart(sliceAsked(), part)) return;
  // The store's contract shows that both stores save alike.
  describe('at every tenth instant on PostgreSQL', () => {
    const createPlace = inPostgres(needsPostgres());

    it(
      'dies, and is done once',
      () => crashEverywhere(`${what} on PostgreSQL`, { ...hits, every: 10, part, createPlace }),
      FULL_MS,
    );
  });
});
