import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CardClick } from '../../src/domain/click.ts';
import type { Operation } from '../../src/domain/operation.ts';
import type { Caller, Place } from '../../src/domain/person.ts';
import type { Settings } from '../../src/domain/settings.ts';
import type { Ground } from '../../src/flow/ports.ts';
import { createRecordReader } from '../../src/flow/read-record.ts';
import { STEPS } from '../../src/flow/steps/catalogue.ts';
import type { Duty, Store } from '../../src/ports/store.ts';
import { DECISIONS } from '../builders/decisions.ts';
import { JOBS } from '../builders/jobs.ts';
import { settingsWith, slackCaller } from '../builders/settings.ts';
import { openStoreIn } from '../builders/store.ts';
import type { FakeClock } from '../fakes/clock.ts';
import { createFakeWorld, type FakeWorld } from '../fakes/world.ts';
import { usesOf } from './uses.ts';

export const RELEASES: Place = { is: 'slack', channel: 'C0RELEASES' };

/** Navi on fakes: a real embedded store, a clock that passes by itself, and duties done by hand. */
export interface TestDesk {
  world: FakeWorld;
  ground: Ground;
  store: Store;
  use: ReturnType<typeof usesOf>;
  /** A person of the configuration as they come from Slack. */
  caller(id: string): Caller;
  /** Asks for v1.2.0 as Ada, delivers the card, and gives the operation. */
  request(version?: string): Promise<Operation>;
  /** A click by this person on the operation's card. */
  click(operation: Operation, id: string): Promise<CardClick>;
  /** Approves as Ben and does nothing else. */
  approve(operation: Operation): ReturnType<TestDesk['use']['approve']>;
  /** Does duties while the clock passes, until nothing was due for 20 seconds of it, or for at most `ms` of it. */
  work(ms?: number): Promise<void>;
  operation(id: string): Promise<Operation>;
  /** The story's workflow runs to its end as soon as it is dispatched. */
  letWorkflowRun(): void;
  close(): Promise<void>;
}

interface DeskParts extends Pick<TestDesk, 'world' | 'store' | 'close'> {
  settings: Settings;
  /** Waits in real time until the store has answered: it may be another process. */
  answered?(): Promise<void>;
}

export async function openDesk(change: Partial<Settings> = {}): Promise<TestDesk> {
  const dir = await mkdtemp(join(tmpdir(), 'navi-flow-'));
  const world = createFakeWorld();
  const store = await openStoreIn(dir, world);
  return deskOn({
    world,
    store,
    settings: settingsWith(change),
    close: async () => {
      await store.close();
      await rm(dir, { recursive: true, force: true });
    },
  });
}

/** The same over a store and a world that are there already. */
export function deskOn({ world, store, settings, close, answered = async () => {} }: DeskParts): TestDesk {
  const ground: Ground = {
    ...world,
    stopping: new AbortController().signal,
    settings,
    policy: 'policy-1',
    holder: 'process-1',
    steps: STEPS,
    decisions: DECISIONS,
    store,
    record: createRecordReader(store),
  };
  const use = usesOf(ground);
  const caller = (id: string) => slackCaller(settings, id);
  const operation = async (id: string) => {
    const found = await store.transaction((tx) => tx.operations.get(id));
    if (found === undefined) throw new Error(`no operation ${id}`);
    return found;
  };
  const desk: TestDesk = {
    world,
    ground,
    store,
    use,
    caller,
    operation,
    request: async (version = 'v1.2.0') => {
      const answer = await use.planRelease({
        version,
        dryRun: false,
        caller: caller('ada'),
        place: RELEASES,
      });
      if (answer.is !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(answer)}`);
      await desk.work();
      return operation(answer.operation);
    },
    click: async ({ id, plan }, person) => {
      const card = await store.transaction((tx) => tx.outbox.get(`card:${id}`));
      if (card?.ts == null) throw new Error('the card has not been delivered');
      return {
        caller: caller(person),
        subject: { kind: 'operation', id },
        revision: plan.revision,
        card: { channel: card.channel, ts: card.ts },
      };
    },
    approve: async (of) => use.approve({ ...(await desk.click(of, 'ben')), planHash: of.plan.hash }),
    work: (ms = 600_000) => doDuties(ground, { clock: world.clock, ms, answered }),
    letWorkflowRun: () => world.scm.onRun((run) => void world.runWorkflow(run)),
    close,
  };
  return desk;
}

const STEP_MS = 250;
const IDLE_MS = 20_000;

/** Takes the store's own worker for a while, winding the clock on whenever everything in hand waits for it. */
async function doDuties(
  ground: Ground,
  { clock, ms, answered }: { clock: FakeClock; ms: number; answered: () => Promise<void> },
): Promise<void> {
  const faults: unknown[] = [];
  let inHand = 0;
  let idle = 0;
  const worker = await ground.store.work(JOBS.names, async (duty: Duty) => {
    inHand += 1;
    try {
      return await JOBS.run(ground, duty);
    } catch (error) {
      faults.push(error);
      return { is: 'over' };
    } finally {
      inHand -= 1;
      idle = 0;
    }
  });
  for (let passed = 0; passed < ms && idle < IDLE_MS && faults.length === 0; passed += STEP_MS) {
    await clock.advance(STEP_MS);
    await answered();
    idle = inHand > 0 ? 0 : idle + STEP_MS;
  }
  const stopped = worker.stop(1_000);
  await clock.advance(1_000);
  await stopped;
  if (faults.length > 0) throw faults[0];
}
