import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Instant } from '../deaths/instants.ts';
import type { Play } from '../deaths/play.ts';
import { type NaviProcess, startNavi } from '../navi-process.ts';
import type { Stage } from '../scenarios/scenario.ts';
import { writeConfig } from './config.ts';
import { environment, neighboursOf } from './environment.ts';
import { lookInto } from './store-eyes.ts';
import { orNot } from './until.ts';
import { openWitness, type Witness, type WitnessOptions } from './witness.ts';

export interface Member {
  navi: NaviProcess;
  witness: Witness;
}

export interface CompanyOptions extends Pick<Play, 'world' | 'createPlace'> {
  count: number;
  deadlines?: Readonly<Record<string, string>>;
  /** The first process to reach this instant is stopped there (SIGSTOP). */
  stopAt?: Instant;
  /** On each member's way to its neighbours. */
  onWrite?(
    member: number,
    ...write: Parameters<NonNullable<WitnessOptions['onWrite']>>
  ): Promise<'pass' | 'drop'>;
}

/** Several Navi processes on one store, each with a way of its own to its neighbours. */
export interface Company {
  members: readonly Member[];
  stage: Stage;
  /** The member that was stopped at the instant, once it was; undefined when that does not come in time. */
  stopped(ms: number): Promise<Member | undefined>;
  close(): Promise<void>;
}

export async function openCompany(options: CompanyOptions): Promise<Company> {
  const { world, createPlace, count, stopAt, onWrite } = options;
  const dir = await mkdtemp(join(tmpdir(), 'navi-once-'));
  const { place, remove } = await createPlace(dir);
  const config = writeConfig(dir, options.deadlines);
  const hit = join(dir, 'hit');
  const members: Member[] = [];
  for (let member = 0; member < count; member += 1) {
    const witness = await openWitness({
      neighbours: neighboursOf(world),
      ...(onWrite === undefined ? {} : { onWrite: (when, write) => onWrite(member, when, write) }),
    });
    const port = member === 0 ? undefined : await freePort();
    const env = environment(world, {
      place,
      urls: witness.urls,
      config,
      ...(port === undefined ? {} : { port }),
    });
    const chronicle = join(dir, `${member}.chronicle`);
    const crash = stopAt && { chronicle, once: hit, signal: 'SIGSTOP' as const, at: [stopAt] };
    members.push({ witness, navi: startNavi({ env, ...(crash && { crash }) }) });
  }
  await Promise.all(members.map(({ navi }) => navi.ready()));
  return {
    members,
    stage: {
      world,
      place,
      eyes: lookInto(place),
      secret: world.variables['NAVI_JOURNAL_KEY'] ?? '',
      witnesses: members.map(({ witness }) => witness),
    },
    stopped: async (ms) => {
      const pid = await orNot(() => hitIn(hit), ms);
      return members.find(({ navi }) => navi.pid === pid);
    },
    close: async () => {
      await Promise.all(members.map(({ navi }) => navi.kill()));
      await Promise.all(members.map(({ witness }) => witness.close()));
      await remove();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** The process that was hit, when it stands still: a moment may lie between its word and its end. */
function hitIn(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    const [, state] = /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return state === 'T' ? pid : undefined;
  } catch {
    return undefined;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
