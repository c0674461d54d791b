import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPostgres, startPostgres, type TestPostgres } from '../builders/postgres.ts';
import type { Instant } from './deaths/instants.ts';
import { release } from './scenarios/release.ts';
import { untilDone } from './scenarios/scenario.ts';
import { type Company, type Member, openCompany } from './world/company.ts';
import { createLanes } from './world/lanes.ts';
import { inPostgres } from './world/places.ts';
import { until } from './world/until.ts';

const EVERYTHING = process.env['NAVI_TEST_EVERYTHING'] === '1';
const CASE_MS = 240_000;
/** Issue 3 §2. */
const TAKEN_OVER_MS = 30_000;
const STEPS = [
  'tag',
  'dispatch',
  'swap-pointer',
  'purge',
  'latest:@awell-health/navi-core',
  'latest:@awell-health/navi-js',
  'github-release',
];
const WRITES = [
  /git\/refs$/,
  /dispatches$/,
  /rewriteTo/,
  /invalidateCache$/,
  /navi-js\/dist-tags/,
  /POST releases$/,
];

const source = findPostgres();
const lanes = createLanes(EVERYTHING ? 4 : 2);
let postgres: TestPostgres;
beforeAll(async () => {
  if (source.is !== 'missing') postgres = await startPostgres(source);
});
afterAll(async () => {
  await lanes.close();
  await postgres?.stop();
});

describe.skipIf(source.is === 'missing')(
  'SIGSTOP past the lease, with two processes on one PostgreSQL',
  () => {
    const at = (when: Instant['when'], event: string, step: string): Instant => ({
      when,
      label: `journal ${event} ${step}`,
      nth: 1,
    });

    it.concurrent.each(EVERYTHING ? STEPS : ['swap-pointer'])(
      'paused between the intent of %s and its act, it does nothing more',
      (step) => standStill(at('after-commit', 'step-intended', step)),
      CASE_MS,
    );

    it.concurrent.each(EVERYTHING ? STEPS : ['dispatch'])(
      'paused between the act of %s and its result, it does nothing more',
      (step) => standStill(at('after-commit', 'step-sent', step)),
      CASE_MS,
    );

    it.concurrent(
      'paused inside a transaction, with the journal locked, it holds nobody up for long',
      () => standStill(at('before-commit', 'step-sent', 'swap-pointer')),
      CASE_MS,
    );

    it.concurrent.each(EVERYTHING ? WRITES : [/rewriteTo/])(
      'what it had sent before (%s) and arrives when another has finished, changes nothing',
      arriveLate,
      CASE_MS,
    );
  },
);

/** One is stopped in the middle; the other takes over and finishes; the first goes on, and the world stays as it is. */
async function standStill(stopAt: Instant): Promise<void> {
  await lanes.use(async (world) => {
    const company = await openCompany({ world, createPlace: inPostgres(postgres), count: 2, stopAt });
    try {
      await release.begin(company.stage);
      const paused = await company.stopped(60_000);
      const since = Date.now();
      if (paused === undefined) throw new Error('nobody came to where they were to be stopped');
      await untilDone(release, company.stage);
      expect(firstEffectOfOthers(company, paused, since) - since).toBeLessThan(TAKEN_OVER_MS);
      await goOn(company, paused);
    } finally {
      await company.close();
    }
  });
}

/** One is stopped while its write is on its way; that arrives when the other has done everything. */
async function arriveLate(place: RegExp): Promise<void> {
  await lanes.use(async (world) => {
    const arrival = Promise.withResolvers<void>();
    let held: number | undefined;
    const company = await openCompany({
      world,
      createPlace: inPostgres(postgres),
      count: 2,
      onWrite: async (member, when, { label }) => {
        if (held !== undefined || when !== 'before-write' || !place.test(label)) return 'pass';
        held = member;
        company.members[member]?.navi.pause();
        await arrival.promise;
        return 'pass';
      },
    });
    try {
      await release.begin(company.stage);
      await until('the write to be on its way', () => held !== undefined || undefined, 60_000);
      await untilDone(release, company.stage);
      const paused = company.members[held ?? 0];
      if (paused === undefined) throw new Error('nobody was stopped');
      const before = paused.witness.writes.length;
      arrival.resolve();
      await until(
        'the late write to arrive',
        () => paused.witness.writes.length > before || undefined,
        10_000,
      );
      await goOn(company, paused);
    } finally {
      arrival.resolve();
      await company.close();
    }
  });
}

function firstEffectOfOthers({ members }: Company, paused: Member, since: number): number {
  const effects = members
    .filter((member) => member !== paused)
    .flatMap(({ witness }) => witness.writes)
    .filter(({ at, neighbour }) => at > since && neighbour !== 'slack');
  return Math.min(...effects.map(({ at }) => at));
}

/** The paused process goes on, notices, and writes nothing; then everything is counted. */
async function goOn({ members, stage }: Company, paused: Member): Promise<void> {
  const before = paused.witness.writes.length;
  paused.navi.goOn();
  await until('the paused process to notice', () => noticed(paused.navi), 20_000);
  expect({ ready: await paused.navi.ready(), output: paused.navi.output() }).toMatchObject({
    ready: 'ready',
  });
  // What it might still do comes at the latest with its next look at what is due.
  await wait(3_000);
  expect(paused.witness.writes.slice(before)).toEqual([]);
  expect((await stage.eyes.operations()).map(({ state }) => state.is)).toEqual(['done']);
  await Promise.all(members.map(({ navi }) => navi.stop()));
  await release.check(stage);
}

function noticed(navi: Member['navi']): true | undefined {
  const isTold = /lease lost|of the lease are left|a duty failed/.test(navi.output());
  return isTold || !navi.isAlive() ? true : undefined;
}
