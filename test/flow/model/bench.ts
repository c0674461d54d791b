import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, type Dispatch } from '../../../src/dispatch/ask.ts';
import { createBudgets } from '../../../src/dispatch/budget.ts';
import type { Command } from '../../../src/dispatch/command.ts';
import type { Message } from '../../../src/domain/message.ts';
import { handleDuty, resume } from '../../../src/flow/duties/handle.ts';
import type { Ground } from '../../../src/flow/ports.ts';
import { createUseCases } from '../../../src/flow/use-cases.ts';
import { NeighbourError } from '../../../src/ports/neighbour-error.ts';
import type { Store, Worker } from '../../../src/ports/store.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { settingsWith } from '../../builders/settings.ts';
import { createFakeWorld, type FakeWorld } from '../../fakes/world.ts';
import { createLife, errands, type Fuse, fenced, type Life, type Outward } from './life.ts';
import { judgeLine, judgeRow, judgeState, judgeWrite } from './promises.ts';
import { judgeProof, type Seen } from './proofs.ts';
import { createWeather, type Weather } from './weather.ts';
import { createWitness, type Witness, type Write } from './witness.ts';

const WRITES = [
  'createTag',
  'dispatch',
  'createRelease',
  'createIssue',
  'cancelRun',
  'rerunFailedJobs',
].concat(['copy', 'purge', 'moveDistTag', 'deprecate']);
/** What a process that finds itself too close to its lease's end says; it is what the law wants (DESIGN §4.4). */
const TOO_LATE = /ms of the lease are left/;

export type Uses = ReturnType<typeof createUseCases>;

/** A process of Navi with its plug, and what people may ask of it. */
interface Process {
  life: Life;
  use: Uses;
  dispatch: Dispatch;
  worker: Worker;
  inHand: Set<object>;
}

/** Navi on fakes, in processes that come and go, under a witness. */
export interface Bench {
  world: FakeWorld;
  weather: Weather;
  witness: Witness;
  settings: Ground['settings'];
  store(): Store;
  /** The process that serves now; a dead one is replaced first. */
  process(): Promise<Process>;
  /** Starts another process while the one that serves is stopped, where the fuse says or where it is. */
  stall(fuse: Fuse | null): Promise<void>;
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
  const weather = createWeather();
  const seen: Seen = new Map();
  const witness = createWitness(now, (into, row) => {
    judgeRow(into, row);
    judgeProof(into, world, { row, seen });
  });
  const stalled: Process[] = [];
  let started = 0;

  const open = () =>
    openSqliteStore({
      dir,
      clock,
      telemetry: world.telemetry,
      journal: {
        key: { id: 'k1', secret: 'a-key-for-tests-only' },
        configHash: 'c0ffee',
        botVersion: 'test',
        hosts: [],
      },
    });
  let store = await open();
  let current = await start();

  async function pass(life: Life, outward: Outward, work: () => Promise<unknown>): Promise<unknown> {
    if (outward.call === 'look') return life.through(false, () => weather.meet(outward, () => look(work)));
    const isPost = outward.port === 'chat' && (outward.call === 'post' || outward.call === 'update');
    if (!WRITES.includes(outward.call)) return life.through(isPost, () => weather.meet(outward, work));
    return life.through(true, async () => {
      const write: Write = {
        ...outward,
        errand: errands.getStore(),
        life: life.name,
        at: now(),
        effect: 'unknown',
      };
      witness.writes.push(write);
      judgeWrite(witness, write, life.pauses());
      judgeLine(witness, world, write);
      return weather
        .meet(outward, async () => {
          const arrived = await work();
          write.effect = 'yes';
          return arrived;
        })
        .catch((error: unknown) => {
          const isNo = error instanceof NeighbourError && error.facts.kind !== 'unknown';
          if (write.effect !== 'yes' && isNo) write.effect = 'no';
          throw error;
        });
    });
  }

  async function look(work: () => Promise<unknown>): Promise<unknown> {
    const readings = await work();
    if (Array.isArray(readings)) seen.set(errands.getStore()?.subject ?? '', readings);
    return readings;
  }

  function groundOf(life: Life): Ground {
    const plug = <P extends object>(port: string, real: P) =>
      fenced(port, real, (outward, work) => pass(life, outward, work));
    return {
      ...world,
      stopping: new AbortController().signal,
      settings,
      policy: 'policy-1',
      holder: life.name,
      scm: plug('scm', world.scm),
      registry: plug('registry', world.registry),
      objects: plug('objects', world.objects),
      cdn: plug('cdn', world.cdn),
      edge: plug('edge', world.edge),
      chat: plug('chat', world.chat),
      store: {
        exclusive: false,
        transaction: (work) =>
          life.through(false, () => witness.watch(life, (wrap) => store.transaction((tx) => work(wrap(tx))))),
        work: () => Promise.reject(new Error('the bench hands out the duties')),
        ping: () => store.ping(),
        close: async () => {},
      },
    };
  }

  async function start(): Promise<Process> {
    started += 1;
    const life = createLife(`process-${started}`);
    const ground = groundOf(life);
    const use = createUseCases(ground);
    const inHand = new Set<object>();
    const onFault = (error: unknown, where: string): Message => {
      witness.violate(`${where} threw ${String(error)}`);
      return { is: 'fault', reference: 'r', text: 'broke' };
    };
    const { permissions } = settings;
    const dispatch = { commands, useCases: use, permissions, onFault, budgets: createBudgets({ now }) };
    // A process that is only stopped keeps what it holds; one that was killed frees it with the file.
    await resume({ ...ground, store: { ...store, exclusive: stalled.length === 0 } });
    const worker = await store.work(async (duty) => {
      const token = {};
      inHand.add(token);
      try {
        return await errands.run(duty, () => handleDuty(ground, duty));
      } catch (error) {
        const isOwn = duty.kind !== 'adopt' || !(error instanceof NeighbourError);
        if (isOwn && !TOO_LATE.test(String(error)))
          witness.violate(`the duty ${duty.key} threw ${String(error)}`);
        throw error;
      } finally {
        inHand.delete(token);
      }
    });
    return { life, use, dispatch, worker, inHand };
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
    weather,
    witness,
    settings,
    store: () => store,
    process: async () => {
      if (current.life.isDead()) await restart();
      return current;
    },
    stall: async (fuse) => {
      const { life, worker } = await bench.process();
      if (fuse !== null) life.light(fuse);
      for (let passed = 0; fuse !== null && passed < 5_000 && !life.isPaused(); passed += BUSY_STEP_MS)
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
      const done = errands.run({ kind: 'click', subject: what }, () => work(process));
      try {
        return await passing(clock, Promise.race([done, process.life.died.then(() => undefined)]));
      } catch (error) {
        witness.violate(`${what} threw ${String(error)}`);
        return undefined;
      }
    },
    say: (person, words) =>
      bench.serve(words, ({ dispatch }) => {
        const who = async () => callerOf(bench, person);
        return ask(dispatch, { words, who, place: { is: 'slack', channel: 'C0RELEASES' } }).answer;
      }),
    wind: async (ms) => {
      for (let passed = 0; passed < ms; ) {
        const { inHand } = await bench.process();
        const step = Math.min(inHand.size > 0 ? BUSY_STEP_MS : IDLE_STEP_MS, ms - passed);
        await clock.advance(step);
        passed += step;
      }
    },
    check: () => judgeState(witness, world, store),
    close: async () => {
      current.life.kill();
      await current.worker.stop(0);
      await store.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
  return bench;
}

/** Time passes for whoever waits for an answer: a click waits until its card is known. */
async function passing<T>(clock: FakeWorld['clock'], answer: Promise<T>): Promise<T> {
  const over = answer.then(
    () => true,
    () => true,
  );
  while (!(await Promise.race([over, settled()]))) await clock.advance(ANSWER_STEP_MS);
  return answer;
}

/** Lets everything that is ready run, without moving any time. */
async function settled(): Promise<boolean> {
  for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setImmediate(resolve));
  return false;
}

const ANSWER_STEP_MS = 100;
const BUSY_STEP_MS = 250;
const IDLE_STEP_MS = 1_000;

/** A person of the configuration as they come from Slack. */
export function callerOf({ settings }: Pick<Bench, 'settings'>, id: string) {
  const person = settings.people.find((one) => one.id === id);
  if (person?.slack === undefined) throw new Error(`no person ${id} with a Slack account`);
  return { is: 'person', person, account: person.slack, how: 'slack' } as const;
}
