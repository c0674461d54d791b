import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNavi } from '../process/navi-process.ts';
import { readStore, type StorePlace } from '../store/store-reader.ts';
import { writeConfig } from './config.ts';
import { environment, servicesOf } from './environment.ts';
import type { Action, Instant } from './instants.ts';
import { live } from './life.ts';
import { openRecorder } from './recorder.ts';
import { type Scenario, type Stage, untilDone } from './scenario.ts';
import { openTimeline } from './timeline.ts';
import { watchWrites } from './watch-writes.ts';
import type { OnceWorld } from './world.ts';

export interface Play {
  world: OnceWorld;
  scenario: Scenario;
  /** A store of its own for each play; `remove` is called at its end. */
  createPlace(dir: string): Promise<{ place: StorePlace; remove(): Promise<void> }>;
  /** The instants at which Navi is killed or paused, each once, in any order; without them it lives to the end. */
  hitAt?: readonly Instant[];
}

export interface Played {
  /** What was done, in order. */
  actions: Action[];
  /** The names of the instants at which Navi was hit. */
  hits: string[];
}

/** What the parts of one play share. */
interface Fixture extends Omit<Play, 'createPlace'> {
  place: StorePlace;
  config: string;
  /** Its timeline. */
  file: string;
}

/** Plays a scenario from the beginning of the world to its end, where each hit is a `kill -9`, and counts. */
export async function play({ createPlace, ...what }: Play): Promise<Played> {
  const dir = await mkdtemp(join(tmpdir(), 'navi-once-'));
  const { place, remove } = await createPlace(dir);
  const fixture: Fixture = { ...what, place, config: writeConfig(dir), file: join(dir, 'timeline') };
  try {
    await prepare(what.scenario, fixture);
    return await perform(fixture);
  } finally {
    await remove();
    await rm(dir, { recursive: true, force: true });
  }
}

/** Has happened what a scenario wants to have happened before, by a Navi that does not die. */
export async function prepare(
  scenario: Scenario,
  fixture: Pick<Fixture, 'world' | 'place' | 'config'>,
): Promise<void> {
  if (scenario.prepare === undefined) return;
  const { world, place, config } = fixture;
  const navi = startNavi({ env: environment(world, { place, urls: servicesOf(world), config }) });
  try {
    await navi.ready();
    const stage = stageOf(fixture, []);
    await scenario.prepare(stage);
    await untilDone(scenario, stage);
    await navi.stop();
  } finally {
    await navi.kill();
  }
}

async function perform(fixture: Fixture): Promise<Played> {
  const { world, scenario, place, config, hitAt = [], file } = fixture;
  const timeline = openTimeline(file);
  const hit = async () => {
    await life.navi().kill();
    return 'drop' as const;
  };
  const onWrite = watchWrites({ timeline, at: hitAt, hit });
  const recorder = await openRecorder({ services: servicesOf(world), onWrite });
  const env = environment(world, { place, urls: recorder.urls, config });
  const stage = stageOf(fixture, [recorder]);
  const life = live({ env, timeline: file, at: hitAt, meanwhile: stage.reader.letLapse });
  try {
    await life.navi().ready();
    await Promise.race([life.failed, scenario.begin(stage)]);
    await Promise.race([life.failed, untilDone(scenario, stage, life.isServing)]);
    await life.stop();
    await scenario.check(stage);
    return { actions: timeline.actions(), hits: timeline.hits() };
  } catch (error) {
    throw new Error(`${await storyOf(stage)}\n${life.output()}`, { cause: error });
  } finally {
    await life.end();
    await recorder.close();
  }
}

export function stageOf(
  { world, place }: Pick<Fixture, 'world' | 'place'>,
  recorders: Stage['recorders'],
): Stage {
  const secret = world.variables['NAVI_JOURNAL_KEY'] ?? '';
  return { world, place, reader: readStore(place), secret, recorders };
}

async function storyOf({ reader }: Stage): Promise<string> {
  const operations = await reader.operations().catch(() => []);
  return operations
    .map((one) => `${one.id}: ${JSON.stringify(one.state)} ${JSON.stringify(one['steps'])}`)
    .join('\n');
}
