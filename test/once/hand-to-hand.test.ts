import { afterAll, describe, expect, it } from 'vitest';
import { takesMinutes } from '../builders/everything.ts';
import { needsPostgres } from '../builders/needs-postgres.ts';
import { type Instant, nameOf } from './deaths/instants.ts';
import type { Play } from './deaths/play.ts';
import { release } from './scenarios/release.ts';
import { rollback } from './scenarios/rollback.ts';
import { type Scenario, untilDone } from './scenarios/scenario.ts';
import { openCompany } from './world/company.ts';
import { createLanes } from './world/lanes.ts';
import { inFolder, inPostgres } from './world/places.ts';
import { relay } from './world/relay.ts';

const CASE_MS = 900_000;
const POINTER = 'rewriteTo/b/cdn-navi-com/o/v1/navi-loader.js';

/** The writes of each operation, by the step that makes them. What one leg writes comes one after the other. */
const LEGS = [
  {
    what: 'a release',
    scenario: release,
    writes: {
      tag: 'github POST git/refs',
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
];

const lanes = createLanes(5);
afterAll(() => lanes.close());

describe.concurrent.each(LEGS)(
  '$what, SIGSTOP past the lease around each of its writes',
  ({ scenario, writes }) => {
    takesMinutes();
    const rounds = roundsOf(writes);

    describe('from hand to hand of two processes on one PostgreSQL', () => {
      const createPlace = inPostgres(needsPostgres());

      it.each(rounds)(
        '$where, is done once',
        ({ stopAt }) => passOn({ scenario, createPlace, count: 2, stopAt }),
        CASE_MS,
      );
    });

    describe('of the only process on SQLite', () => {
      it.each(rounds.filter(({ where }) => where === 'between intent and act'))(
        '$where, is done once',
        ({ stopAt }) => passOn({ scenario, createPlace: inFolder, count: 1, stopAt }),
        CASE_MS,
      );
    });
  },
);

/** One round for each place around a write, with a stop at every write in it. */
function roundsOf(writes: Readonly<Record<string, string>>): { where: string; stopAt: Instant[] }[] {
  const journal = (when: Instant['when'], event: string) =>
    Object.keys(writes).map((step) => ({ when, label: `journal ${event} ${step}`, nth: 1 }));
  const written = Object.values(writes).map((label): Instant => ({ when: 'after-write', label, nth: 1 }));
  return [
    { where: 'before the intent', stopAt: journal('before-commit', 'step-intended') },
    { where: 'between intent and act', stopAt: journal('after-commit', 'step-intended') },
    { where: 'between act and answer', stopAt: written },
    { where: 'before the answer is kept', stopAt: journal('before-commit', 'step-sent') },
    { where: 'after the answer is kept', stopAt: journal('after-commit', 'step-sent') },
    { where: 'when it is done', stopAt: journal('after-commit', 'step-done') },
  ];
}

interface Passing {
  scenario: Scenario;
  createPlace: Play['createPlace'];
  count: number;
  stopAt: readonly Instant[];
}

async function passOn({ scenario, ...company }: Passing): Promise<void> {
  await lanes.use(async (world) => {
    const { members, stage, ...opened } = await openCompany({ world, scenario, ...company });
    const running = relay({ members });
    try {
      await scenario.begin(stage);
      await untilDone(scenario, stage);
      await running.end();
      await Promise.all(members.map(({ navi }) => navi.stop()));
      expect(opened.stops().toSorted()).toEqual(company.stopAt.map(nameOf).toSorted());
      await scenario.check(stage);
    } finally {
      await running.end();
      await opened.close();
    }
  });
}
