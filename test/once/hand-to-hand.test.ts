import { afterAll, describe, it } from 'vitest';
import { pauseAt } from '../harness/crash/at.ts';
import type { Instant } from '../harness/crash/instants.ts';
import { inFolder, inPostgres } from '../harness/crash/places.ts';
import { createPool } from '../harness/crash/pool.ts';
import { needsPostgres } from '../harness/store/needs-postgres.ts';
import { sliceAsked, sliceOf } from '../long/slice.ts';
import { release } from './scenarios/release.ts';
import { rollback } from './scenarios/rollback.ts';

const CASE_MS = 900_000;
const POINTER = 'rewriteTo/b/cdn-navi-com/o/v1/navi-loader.js';

const BETWEEN = 'between intent and act';

/** The writes of each operation, by the step that makes them. What one leg writes comes one after the other. */
const LEGS = [
  {
    what: 'a release',
    scenario: release,
    writes: {
      tag: 'github POST git/refs tag',
      'open-claim': 'github POST git/refs claim',
      dispatch: 'github POST actions/workflows/release.yml/dispatches',
      'swap-pointer': `gcs POST v1.2.0/navi-loader.js/${POINTER}`,
      purge: 'compute POST urlMaps/cdn-navi-map/invalidateCache',
      'latest:@awell-health/navi-core': 'npm PUT @awell-health/navi-core/dist-tags/latest',
      'latest:@awell-health/navi-js': 'npm PUT @awell-health/navi-js/dist-tags/latest',
      'github-release': 'github POST releases',
    },
  },
  {
    what: 'the pointer in a rollback',
    scenario: rollback,
    writes: {
      'swap-pointer': `gcs POST v1.1.0/navi-loader.js/${POINTER}`,
      purge: 'compute POST urlMaps/cdn-navi-map/invalidateCache',
    },
  },
  {
    what: 'npm in a rollback',
    scenario: rollback,
    writes: {
      'latest:@awell-health/navi-core': 'npm PUT @awell-health/navi-core/dist-tags/latest',
      'latest:@awell-health/navi-js': 'npm PUT @awell-health/navi-js/dist-tags/latest',
      'deprecate:@awell-health/navi-core': 'npm PUT /@awell-health/navi-core',
      'deprecate:@awell-health/navi-js': 'npm PUT /@awell-health/navi-js',
    },
  },
  {
    // The packages' steps run beside each other: who stands still at one may find the other's write made already.
    what: 'what tidies up after a rollback, on npm',
    scenario: rollback,
    writes: { 'next:@awell-health/navi-core': 'npm PUT @awell-health/navi-core/dist-tags/next' },
  },
  {
    what: 'what tidies up after a rollback, on GitHub',
    scenario: rollback,
    writes: { 'mark-release': 'github PATCH releases/…' },
  },
];

const pool = createPool(5);
afterAll(() => pool.close());

/** Every round of every operation, those of the slice that was asked for. */
const ROUNDS = sliceOf(
  LEGS.flatMap(({ what, scenario, writes }) =>
    roundsOf(writes).map((round) => ({ ...round, what, scenario })),
  ),
  sliceAsked(),
);

describe('SIGSTOP past the lease around each write of an operation', () => {
  const createPlace = inPostgres(needsPostgres());

  it.concurrent.each(ROUNDS)(
    'of $what, $where, from hand to hand of two processes on one PostgreSQL, is done once',
    ({ scenario, stopAt }) => pauseAt({ pool, scenario, createPlace, processes: 2 }, stopAt),
    CASE_MS,
  );

  it.concurrent.each(ROUNDS.filter(({ where }) => where === BETWEEN))(
    'of $what, $where, of the only process on SQLite, is done once',
    ({ scenario, stopAt }) => pauseAt({ pool, scenario, createPlace: inFolder, processes: 1 }, stopAt),
    CASE_MS,
  );
});

/** One round for each place around a write, with a stop at every write in it. */
function roundsOf(writes: Readonly<Record<string, string>>): { where: string; stopAt: Instant[] }[] {
  const journal = (when: Instant['when'], event: string) =>
    Object.keys(writes).map((step) => ({ when, label: `journal ${event} ${step}`, nth: 1 }));
  const written = Object.values(writes).map((label): Instant => ({ when: 'after-write', label, nth: 1 }));
  return [
    { where: 'before the intent', stopAt: journal('before-commit', 'step-intended') },
    { where: BETWEEN, stopAt: journal('after-commit', 'step-intended') },
    { where: 'between act and answer', stopAt: written },
    { where: 'before the answer is kept', stopAt: journal('before-commit', 'step-sent') },
    { where: 'after the answer is kept', stopAt: journal('after-commit', 'step-sent') },
    { where: 'when it is done', stopAt: journal('after-commit', 'step-done') },
  ];
}
