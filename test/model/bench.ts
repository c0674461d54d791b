import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resume } from '../../src/app/resume.ts';
import { ask, type Dispatch } from '../../src/dispatch/ask.ts';
import { createBudgets } from '../../src/dispatch/budget.ts';
import type { Command } from '../../src/dispatch/command.ts';
import type { Message } from '../../src/domain/message.ts';
import type { Context } from '../../src/engine/context.ts';
import { createRecordReader } from '../../src/engine/read-record.ts';
import { REGISTERED } from '../../src/features/registrations.ts';
import { ServiceError } from '../../src/ports/service-error.ts';
import type { Store, Worker } from '../../src/ports/store.ts';
import { DECISIONS } from '../harness/app/decisions.ts';
import { JOBS } from '../harness/app/jobs.ts';
import { usesOf } from '../harness/app/uses.ts';
import { createFakeWorld, type FakeWorld } from '../harness/fakes/world.ts';
import { settingsWith, slackCaller } from '../harness/samples/settings.ts';
import { openStoreIn } from '../harness/store/store.ts';
import { createFaults, type Faults } from './faults.ts';
import { type Countdown, createLife, fenced, type Life, tasks } from './life.ts';
import { createPass } from './outward.ts';
import { passing } from './passing.ts';
import { judgeRow, judgeState } from './promises.ts';
import { judgeProof, type Seen } from './proofs.ts';
import { createRecorder, type Recorder } from './recorder.ts';

/** What a process that finds itself too close to its lease's end says; it is what the law wants. */
const TOO_LATE = /ms of the lease are left/;

/** How far time goes at once while a process does something, and while none does. */
const BUSY_STEP_MS = 250;
const IDLE_STEP_MS = 1_000;

export type Uses = ReturnType<typeof usesOf>;

/** A process of Navi with its plug, and what people may ask of it. */
interface Process {
  life: Life;
  use: Uses;
  dispatch: Dispatch;
  worker: Worker;
  inProgress: Set<object>;
}

/** Navi on fakes, in processes that come and go, under a recorder. */
export interface Bench {
  world: FakeWorld;
  faults: Faults;
  recorder: Recorder;
  settings: Context['settings'];
  store(): Store;
  /** The process that serves now; a dead one is replaced first. */
  process(): Promise<Process>;
  /** Starts another process while the one that serves is stopped, where the countdown says or where it is. */
  stall(countdown: Countdown | null): Promise<void>;
  /** Those that were stopped go on where they were. */
  wake(): void;
  /** Does something for a person, unless the process dies over it. What it throws is a broken promise. */
  serve<T>(what: string, work: (process: Process) => Promise<T>): Promise<T | undefined>;
  say(person: string, words: string): Promise<Message | undefined>;
  /** Lets time pass. */
  wind(ms: number): Promise<void>;
  check(): Promise<void>;
  close(): Promise<void>;
}

export async function openBench(commands: readonly Command[]): Promise<Bench> {
  const dir = await mkdtemp(join(tmpdir(), 'navi-model-'));
  const world = createFakeWorld();
  const { clock } = world;
  const settings = settingsWith();
  const now = () => clock.now().getTime();
  const faults = createFaults();
  const seen: Seen = new Map();
  const recorder = createRecorder(now, (into, row) => {
    judgeRow(into, row);
    judgeProof(into, world, { row, seen });
  });
  const pass = createPass({ world, faults, recorder, seen });
  const stalled: Process[] = [];
  let started = 0;

  const open = () => openStoreIn(dir, world);
  let store = await open();
  let current = await start();

  function contextOf(life: Life): Context {
    const plug = <P extends object>(port: string, real: P) =>
      fenced(port, real, (outward, work) => pass(life, outward, work));
    const ofLife: Store = {
      exclusive: false,
      transaction: (work) =>
        life.through(false, () => recorder.watch(life, (wrap) => store.transaction((tx) => work(wrap(tx))))),
      work: () => Promise.reject(new Error('the bench hands out the jobs')),
      probe: () => store.probe(),
      measure: () => store.measure(),
      close: async () => {},
    };
    return {
      ...world,
      stopping: new AbortController().signal,
      settings,
      policy: 'policy-1',
      holder: life.name,
      ...REGISTERED,
      sources: [],
      decisions: DECISIONS,
      scm: plug('scm', world.scm),
      registry: plug('registry', world.registry),
      objects: plug('objects', world.objects),
      cdn: plug('cdn', world.cdn),
      edge: plug('edge', world.edge),
      chat: plug('chat', world.chat),
      store: ofLife,
      record: createRecordReader(ofLife),
    };
  }

  async function start(): Promise<Process> {
    started += 1;
    const life = createLife(`process-${started}`);
    const context = contextOf(life);
    const use = usesOf(context);
    const inProgress = new Set<object>();
    const onFault = (error: unknown, where: string): Message => {
      recorder.violate(`${where} threw ${String(error)}`);
      return { is: 'fault', reference: 'r', text: 'broke' };
    };
    const { permissions, people } = settings;
    const dispatch = {
      commands,
      useCases: use,
      permissions,
      people,
      onFault,
      budgets: createBudgets({ now }),
      onDecision: async () => undefined,
      takeDelivery: async () => true,
    };
    // A process that is only stopped keeps what it holds; one that was killed frees it with the file.
    await resume({ ...context, store: { ...store, exclusive: stalled.length === 0 } });
    const worker = await store.work(JOBS.names, async (job) => {
      const token = {};
      inProgress.add(token);
      try {
        return await tasks.run({ kind: job.kind, subject: job.subject.id }, () => JOBS.run(context, job));
      } catch (error) {
        const isOwn = job.kind !== 'adopt' || !(error instanceof ServiceError);
        if (isOwn && !TOO_LATE.test(String(error)))
          recorder.violate(`the job ${job.key} threw ${String(error)}`);
        throw error;
      } finally {
        inProgress.delete(token);
      }
    });
    return { life, use, dispatch, worker, inProgress };
  }

  /** After kill -9 the file is opened anew, unless another process has it, which is only stopped for a while. */
  async function restart(): Promise<void> {
    await current.worker.stop(0);
    await clock.advance(0);
    if (stalled.length === 0) {
      await store.close();
      store = await open();
    }
    current = await start();
  }

  const bench: Bench = {
    world,
    faults,
    recorder,
    settings,
    store: () => store,
    process: async () => {
      if (current.life.isDead()) await restart();
      return current;
    },
    stall: async (countdown) => {
      const { life, worker } = await bench.process();
      if (countdown !== null) life.light(countdown);
      for (let passed = 0; countdown !== null && passed < 5_000 && !life.isPaused(); passed += BUSY_STEP_MS)
        await clock.advance(BUSY_STEP_MS);
      life.pause();
      stalled.push(current);
      await worker.stop(0);
      current = await start();
    },
    wake: () => {
      for (const { life } of stalled.splice(0)) life.resume();
    },
    serve: async (what, work) => {
      const process = await bench.process();
      const done = tasks.run({ kind: 'click', subject: what }, () => work(process));
      try {
        return await passing(clock, Promise.race([done, process.life.died.then(() => undefined)]));
      } catch (error) {
        recorder.violate(`${what} threw ${String(error)}`);
        return undefined;
      }
    },
    say: (person, words) =>
      bench.serve(words, ({ dispatch }) => {
        const who = async () => slackCaller(settings, person);
        return ask(dispatch, { words, who, place: { is: 'slack', channel: 'C0RELEASES' } }).answer;
      }),
    wind: async (ms) => {
      for (let passed = 0; passed < ms; ) {
        const { inProgress } = await bench.process();
        const step = Math.min(inProgress.size > 0 ? BUSY_STEP_MS : IDLE_STEP_MS, ms - passed);
        await clock.advance(step);
        passed += step;
      }
    },
    check: () => judgeState(recorder, world, store),
    close: async () => {
      current.life.kill();
      await current.worker.stop(0);
      await store.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
  return bench;
}
