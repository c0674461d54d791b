import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeConfig } from '../harness/crash/config.ts';
import { environment, servicesOf } from '../harness/crash/environment.ts';
import { keyOf, messagesIn } from '../harness/crash/people.ts';
import { inPostgres } from '../harness/crash/places.ts';
import { createPool } from '../harness/crash/pool.ts';
import { openRecorder } from '../harness/crash/recorder.ts';
import { openReplicas } from '../harness/crash/replicas.ts';
import { type Scenario, type Stage, untilDone } from '../harness/crash/scenario.ts';
import type { OnceWorld } from '../harness/crash/world.ts';
import { writesTo } from '../harness/crash/writes-to.ts';
import { startNavi } from '../harness/process/navi-process.ts';
import { needsPostgres } from '../harness/store/needs-postgres.ts';
import { readStore } from '../harness/store/store-reader.ts';
import { until } from '../harness/until.ts';
import { release } from './scenarios/release.ts';
import { rollback } from './scenarios/rollback.ts';

const CASE_MS = 300_000;
const SAID_MS = 120_000;

const pool = createPool(1);
afterAll(() => pool.close());

describe('a version that does not know a kind of step', () => {
  it(
    'leaves a release that has one as it is and says so; one that knows it picks it up',
    () =>
      pool.use((world) =>
        succeed(world, {
          scenario: release,
          without: 'github-release',
          whenLeft: async (stage) => {
            expect(writesTo(stage, /^(?:github|gcs|compute|npm) /)).toEqual([]);
            expect(await stage.reader.operations()).toMatchObject([{ state: { is: 'running' } }]);
          },
        }),
      ),
    CASE_MS,
  );

  it(
    'takes back what it can in a rollback and says what it leaves; one that knows it does the rest',
    () =>
      pool.use((world) =>
        succeed(world, {
          scenario: rollback,
          without: 'deprecate',
          whenLeft: async (stage) => {
            const moved = () => writesTo(stage, /rewriteTo|dist-tags/).length === 3 || undefined;
            await until('the pointer and the tags to be back', moved, SAID_MS);
            expect(writesTo(stage, /^npm PUT \//)).toEqual([]);
          },
        }),
      ),
    CASE_MS,
  );
});

describe('beside one that knows more, on one PostgreSQL', () => {
  const postgres = needsPostgres();

  it(
    'leaves the release to that one',
    () =>
      pool.use(async (world) => {
        const replicas = await openReplicas({
          world,
          createPlace: inPostgres(postgres),
          count: 2,
          without: ['github-release'],
        });
        const { members, stage } = replicas;
        try {
          await release.begin(stage);
          await untilDone(release, stage);
          await Promise.all(members.map(({ navi }) => navi.stop()));
          const [older] = stage.recorders;
          expect(writesTo({ ...stage, recorders: older ? [older] : [] }, /^(?:github|gcs|npm) /)).toEqual([]);
          await release.check(stage);
        } finally {
          await replicas.close();
        }
      }),
    CASE_MS,
  );
});

interface Succession {
  scenario: Scenario;
  without: string;
  /** Looks at what the older version has left. */
  whenLeft(stage: Stage): Promise<void>;
}

/** A version without a step's kind is asked, leaves it and says so, and is followed by one that knows it. */
async function succeed(world: OnceWorld, { scenario, without, whenLeft }: Succession): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'navi-once-'));
  const place = { dir: join(dir, 'store') };
  const config = writeConfig(dir);
  const recorder = await openRecorder({ services: servicesOf(world) });
  const secret = world.variables['NAVI_JOURNAL_KEY'] ?? '';
  const stage: Stage = { world, place, reader: readStore(place), secret, recorders: [recorder] };
  const unseen = environment(world, { place, urls: servicesOf(world), config });
  const env = environment(world, { place, urls: recorder.urls, config });
  const serve = async (options: Parameters<typeof startNavi>[0], work: () => Promise<void>) => {
    const navi = startNavi(options);
    try {
      await navi.ready();
      await work();
      await navi.stop();
    } finally {
      await navi.kill();
    }
  };
  try {
    if (scenario.prepare !== undefined)
      await serve({ env: unseen }, async () => {
        await scenario.prepare?.(stage);
        await untilDone(scenario, stage);
      });
    await serve({ env, without }, async () => {
      await scenario.begin(stage);
      await until('the channel to be told', () => isSaid(world), SAID_MS);
      await whenLeft(stage);
    });
    await serve({ env }, () => untilDone(scenario, stage));
    await scenario.check(stage);
  } finally {
    await recorder.close();
    await rm(dir, { recursive: true, force: true });
  }
}

async function isSaid(world: OnceWorld): Promise<true | undefined> {
  const said = (await messagesIn(world)).filter((message) => keyOf(message)?.startsWith('left:'));
  expect(said.length).toBeLessThanOrEqual(1);
  return said.some(({ text }) => /this version of Navi does not know/.test(text)) || undefined;
}
