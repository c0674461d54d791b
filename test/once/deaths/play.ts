import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NaviProcess, startNavi } from '../navi-process.ts';
import { type Scenario, type Stage, untilDone } from '../scenarios/scenario.ts';
import { writeConfig } from '../world/config.ts';
import { environment, neighboursOf } from '../world/environment.ts';
import type { OnceWorld } from '../world/once-world.ts';
import { lookInto, type StorePlace } from '../world/store-eyes.ts';
import { openWitness } from '../world/witness.ts';
import type { Write } from '../world/writes.ts';
import type { Deed, Instant } from './instants.ts';

export interface Play {
  world: OnceWorld;
  scenario: Scenario;
  /** A store of its own for each play; `remove` is called at its end. */
  createPlace(dir: string): Promise<{ place: StorePlace; remove(): Promise<void> }>;
  /** Where Navi dies; without one it lives to the end. */
  dieAt?: Instant;
}

export interface Played {
  /** What the first process did, in order. */
  deeds: Deed[];
  /** Whether the instant came. */
  died: boolean;
}

/** What the parts of one play share. */
interface Scene extends Omit<Play, 'createPlace'> {
  place: StorePlace;
  config: string;
  log: string;
}

/** Plays a scenario from the beginning of the world to its end, with at most one death, and counts. */
export async function play({ createPlace, ...what }: Play): Promise<Played> {
  const dir = await mkdtemp(join(tmpdir(), 'navi-once-'));
  const { place, remove } = await createPlace(dir);
  const scene: Scene = { ...what, place, config: writeConfig(dir), log: join(dir, 'commits.log') };
  try {
    await prepare(scene);
    return await perform(scene);
  } finally {
    await remove();
    await rm(dir, { recursive: true, force: true });
  }
}

async function prepare(scene: Scene): Promise<void> {
  const { world, scenario, place, config } = scene;
  if (scenario.prepare === undefined) return;
  const navi = startNavi({ env: environment(world, { place, urls: neighboursOf(world), config }) });
  try {
    await navi.ready();
    const stage = stageOf(scene, []);
    await scenario.prepare(stage);
    await untilDone(scenario, stage);
    await navi.stop();
  } finally {
    await navi.kill();
  }
}

async function perform(scene: Scene): Promise<Played> {
  const { world, scenario, place, config, dieAt, log } = scene;
  const writes = watchWrites(dieAt, () => life.navi());
  const witness = await openWitness({ neighbours: neighboursOf(world), onWrite: writes.onWrite });
  const env = environment(world, { place, urls: witness.urls, config });
  writeFileSync(log, '');
  const life = live(env, { log, ...(dieAt !== undefined && { at: dieAt }) });
  const stage = stageOf(scene, [witness]);
  try {
    await life.navi().ready();
    await Promise.race([life.failed, scenario.begin(stage)]);
    await Promise.race([life.failed, untilDone(scenario, stage, life.isServing)]);
    await life.stop();
    await scenario.check(stage);
    return { deeds: [...commitsIn(log), ...writes.deeds()], died: life.died() };
  } catch (error) {
    throw new Error(`${await storyOf(stage)}\n${life.output()}`, { cause: error });
  } finally {
    await life.end();
    await witness.close();
  }
}

function stageOf({ world, place }: Scene, witnesses: Stage['witnesses']): Stage {
  const secret = world.variables['NAVI_JOURNAL_KEY'] ?? '';
  return { world, place, eyes: lookInto(place), secret, witnesses };
}

/** A process, and after its death the one that is started in its place. Dying twice, or otherwise, fails. */
function live(env: Record<string, string>, crash: { log: string; at?: Instant }) {
  let navi = startNavi({ env, crash });
  let isServing = true;
  let isOver = false;
  let before: string | undefined;
  const failed = new Promise<never>((_, reject) => {
    const follow = async () => {
      while (!isOver) {
        const { signal, code } = await navi.ended;
        if (isOver) return;
        if (signal !== 'SIGKILL' || before !== undefined)
          throw new Error(`Navi ended by itself: ${signal ?? code}`);
        before = navi.output();
        isServing = false;
        navi = startNavi({ env });
        await navi.ready();
        isServing = true;
      }
    };
    follow().catch(reject);
  });
  failed.catch(() => {});
  return {
    navi: () => navi,
    failed,
    isServing: () => isServing,
    died: () => before !== undefined,
    output: () => [before ?? '', '-- and after its death --', navi.output()].join('\n'),
    stop: async () => {
      isOver = true;
      await navi.stop();
    },
    end: async () => {
      isOver = true;
      await navi.kill();
    },
  };
}

/** Counts outward writes, and kills on either side of the one that is meant. */
function watchWrites(dieAt: Instant | undefined, navi: () => NaviProcess) {
  const counts = new Map<string, number>();
  const marks: string[] = [];
  return {
    onWrite: async (when: 'before-write' | 'after-write', { label }: Write): Promise<'pass' | 'drop'> => {
      const nth = (counts.get(label) ?? 0) + (when === 'before-write' ? 1 : 0);
      if (when === 'before-write') marks.push(label);
      counts.set(label, nth);
      if (dieAt?.when !== when || dieAt.label !== label || dieAt.nth !== nth) return 'pass';
      await navi().kill();
      return 'drop';
    },
    deeds: (): Deed[] => marks.map((label) => ({ is: 'write', label })),
  };
}

function commitsIn(log: string): Deed[] {
  const labels = readFileSync(log, 'utf8').split('\n');
  return labels.filter((label) => label !== '').map((label) => ({ is: 'commit', label }));
}

async function storyOf({ eyes }: Stage): Promise<string> {
  const operations = await eyes.operations().catch(() => []);
  return operations
    .map((one) => `${one.id}: ${JSON.stringify(one.state)} ${JSON.stringify(one['steps'])}`)
    .join('\n');
}
