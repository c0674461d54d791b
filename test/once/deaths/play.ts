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
import { type Chronicle, openChronicle } from './chronicle.ts';
import { type Deed, type Instant, isAmong, nameOf } from './instants.ts';
import { live } from './life.ts';

export interface Play {
  world: OnceWorld;
  scenario: Scenario;
  /** A store of its own for each play; `remove` is called at its end. */
  createPlace(dir: string): Promise<{ place: StorePlace; remove(): Promise<void> }>;
  /** Where Navi dies, each once, in whatever order they come; it lives to the end when left out. */
  dieAt?: readonly Instant[];
}

export interface Played {
  /** What was done, in order. */
  deeds: Deed[];
  /** The names of the instants at which Navi died. */
  deaths: string[];
}

/** What the parts of one play share. */
interface Scene extends Omit<Play, 'createPlace'> {
  place: StorePlace;
  config: string;
  /** Its chronicle. */
  file: string;
}

/** Plays a scenario from the beginning of the world to its end, whatever dies meanwhile, and counts. */
export async function play({ createPlace, ...what }: Play): Promise<Played> {
  const dir = await mkdtemp(join(tmpdir(), 'navi-once-'));
  const { place, remove } = await createPlace(dir);
  const scene: Scene = { ...what, place, config: writeConfig(dir), file: join(dir, 'chronicle') };
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
  const { world, scenario, place, config, dieAt = [], file } = scene;
  const chronicle = openChronicle(file);
  const onWrite = watchWrites({ chronicle, dieAt, navi: () => life.navi() });
  const witness = await openWitness({ neighbours: neighboursOf(world), onWrite });
  const env = environment(world, { place, urls: witness.urls, config });
  const life = live({ env, chronicle: file, at: dieAt });
  const stage = stageOf(scene, [witness]);
  try {
    await life.navi().ready();
    await Promise.race([life.failed, scenario.begin(stage)]);
    await Promise.race([life.failed, untilDone(scenario, stage, life.isServing)]);
    await life.stop();
    await scenario.check(stage);
    return { deeds: chronicle.deeds(), deaths: chronicle.deaths() };
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

interface Watch {
  chronicle: Chronicle;
  dieAt: readonly Instant[];
  navi(): NaviProcess;
}

/** Notes outward writes, and kills on either side of those that are meant. */
function watchWrites({ chronicle, dieAt, navi }: Watch) {
  return async (when: 'before-write' | 'after-write', { label }: Write): Promise<'pass' | 'drop'> => {
    if (when === 'after-write') chronicle.note({ is: 'write', label });
    const done = chronicle.count({ is: 'write', label });
    const instant = { when, label, nth: when === 'before-write' ? done + 1 : done };
    if (!isAmong(dieAt, instant) || chronicle.deaths().includes(nameOf(instant))) return 'pass';
    const victim = navi();
    chronicle.noteDeath(instant);
    await victim.kill();
    return 'drop';
  };
}

async function storyOf({ eyes }: Stage): Promise<string> {
  const operations = await eyes.operations().catch(() => []);
  return operations
    .map((one) => `${one.id}: ${JSON.stringify(one.state)} ${JSON.stringify(one['steps'])}`)
    .join('\n');
}
