import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../simulator/kernel/free-port.ts';
import { type NaviProcess, startNavi } from '../process/navi-process.ts';
import type { StorePlace } from '../store/store-reader.ts';
import { orNot } from '../until.ts';
import { writeConfig } from './config.ts';
import { environment, servicesOf } from './environment.ts';
import type { Instant } from './instants.ts';
import { type Play, prepare, stageOf } from './play.ts';
import { openRecorder, type Recorder, type RecorderOptions } from './recorder.ts';
import { type Relay, relay } from './relay.ts';
import type { Scenario, Stage } from './scenario.ts';
import { openTimeline, type Timeline } from './timeline.ts';
import { watchWrites } from './watch-writes.ts';

export interface Member {
  navi: NaviProcess;
  recorder: Recorder;
}

export interface ReplicasOptions extends Pick<Play, 'world' | 'createPlace'> {
  count: number;
  deadlines?: Readonly<Record<string, string>>;
  /** What has to have happened before, by a process of its own. */
  scenario?: Scenario;
  /** Whichever process first comes to one of these instants is stopped there (SIGSTOP). */
  stopAt?: readonly Instant[];
  /** From the start, paused processes resume in turn. */
  relay?: Omit<Relay, 'members'>;
  /** The first members are of versions that do not know these kinds of step. */
  without?: readonly string[];
  /** On each member's way to its services. */
  onWrite?(
    member: number,
    ...write: Parameters<NonNullable<RecorderOptions['onWrite']>>
  ): Promise<'pass' | 'drop'>;
}

/** Several Navi processes on one store, each with a way of its own to its services. */
export interface Replicas {
  members: readonly Member[];
  stage: Stage;
  timeline: Timeline;
  /** A member that stands still, once one does; undefined when that does not come in time. */
  stopped(ms: number): Promise<Member | undefined>;
  /** Has the relay let everybody go on at once, now and from now on. */
  goOn(): void;
  close(): Promise<void>;
}

export async function openReplicas(options: ReplicasOptions): Promise<Replicas> {
  const { createPlace, count } = options;
  const dir = await mkdtemp(join(tmpdir(), 'navi-once-'));
  const { place, remove } = await createPlace(dir);
  const fixture = {
    ...options,
    place,
    file: join(dir, 'timeline'),
    config: writeConfig(dir, options.deadlines),
  };
  if (options.scenario !== undefined) await prepare(options.scenario, fixture);
  const members: Member[] = [];
  for (let member = 0; member < count; member += 1) members.push(await openMember(fixture, member));
  const running = options.relay === undefined ? undefined : relay({ members, ...options.relay });
  await Promise.all(members.map(({ navi }) => navi.ready()));
  return {
    members,
    stage: stageOf(
      fixture,
      members.map(({ recorder }) => recorder),
    ),
    timeline: openTimeline(fixture.file),
    goOn: () => running?.hurry(),
    stopped: (ms) => orNot(() => members.find(({ navi }) => navi.isStill()), ms),
    close: async () => {
      await running?.end();
      await Promise.all(members.map(({ navi }) => navi.kill()));
      await Promise.all(members.map(({ recorder }) => recorder.close()));
      await remove();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

interface Fixture extends ReplicasOptions {
  place: StorePlace;
  config: string;
  /** The timeline that all members share. */
  file: string;
}

async function openMember(fixture: Fixture, member: number): Promise<Member> {
  const { world, place, config, file, stopAt: at = [], onWrite, without = [] } = fixture;
  const hit = async () => {
    navi.pause();
    return 'pass' as const;
  };
  const watch = watchWrites({ timeline: openTimeline(file), at, hit });
  const recorder = await openRecorder({
    services: servicesOf(world),
    onWrite: onWrite === undefined ? watch : (when, write) => onWrite(member, when, write),
  });
  const surroundings = { place, urls: recorder.urls, config };
  const port = member === 0 ? {} : { port: await freePort() };
  const navi = startNavi({
    env: environment(world, { ...surroundings, ...port }),
    crash: { timeline: file, signal: 'SIGSTOP', at: [...at] },
    ...versionOf(without[member]),
  });
  return { recorder, navi };
}

function versionOf(without: string | undefined) {
  return without === undefined ? {} : { without };
}
