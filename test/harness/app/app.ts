import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CardClick } from '../../../src/domain/click.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import type { Caller, Place } from '../../../src/domain/person.ts';
import { policyHash } from '../../../src/domain/policy.ts';
import type { Settings } from '../../../src/domain/settings.ts';
import type { Context } from '../../../src/engine/context.ts';
import { createRecordReader } from '../../../src/engine/read-record.ts';
import { REGISTERED } from '../../../src/features/registrations.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { DueJob } from '../../../src/ports/tables/jobs.ts';
import type { FakeClock } from '../fakes/clock.ts';
import { createFakeWorld, type FakeWorld } from '../fakes/world.ts';
import { settingsWith, slackCaller } from '../samples/settings.ts';
import { openStoreIn } from '../store/store.ts';
import { DECISIONS } from './decisions.ts';
import { JOBS } from './jobs.ts';
import { SOURCES } from './sources.ts';
import { usesOf } from './uses.ts';

export const RELEASES: Place = { is: 'slack', channel: 'C0RELEASES' };

/** Navi on fakes: a real embedded store, a clock that passes by itself, and jobs done by hand. */
export interface TestApp {
  world: FakeWorld;
  context: Context;
  store: Store;
  use: ReturnType<typeof usesOf>;
  /** A person of the configuration as they come from Slack. */
  caller(id: string): Caller;
  /** Asks for v1.2.0 as Ada, delivers the card, and gives the operation. */
  request(version?: string): Promise<Operation>;
  /** A click by this person on the operation's card. */
  click(operation: Operation, id: string): Promise<CardClick>;
  /** Approves as Ben and does nothing else. */
  approve(operation: Operation): ReturnType<TestApp['use']['approve']>;
  /** Does jobs while the clock passes, until nothing was due for 20 seconds of it, or for at most `ms` of it. */
  work(ms?: number): Promise<void>;
  operation(id: string): Promise<Operation>;
  /** The story's workflow runs to its end as soon as it is dispatched. */
  letWorkflowRun(): void;
  close(): Promise<void>;
}

interface AppParts extends Pick<TestApp, 'world' | 'store' | 'close'> {
  settings: Settings;
  /** The hash of the policy in force; that of the settings where it is absent. */
  policy?: string;
  /** Waits in real time until the store has answered: it may be another process. */
  answered?(): Promise<void>;
}

export async function openApp(change: Partial<Settings> = {}): Promise<TestApp> {
  const dir = await mkdtemp(join(tmpdir(), 'navi-flow-'));
  const world = createFakeWorld();
  const store = await openStoreIn(dir, world);
  return appOn({
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
export function appOn({
  world,
  store,
  settings,
  policy = policyHash(settings),
  close,
  answered = async () => {},
}: AppParts): TestApp {
  const context: Context = {
    ...world,
    stopping: new AbortController().signal,
    settings,
    policy,
    holder: 'process-1',
    ...REGISTERED,
    decisions: DECISIONS,
    sources: SOURCES,
    store,
    record: createRecordReader(store),
  };
  const use = usesOf(context);
  const caller = (id: string) => slackCaller(settings, id);
  const operation = async (id: string) => {
    const found = await store.transaction((tx) => tx.operations.get(id));
    if (found === undefined) throw new Error(`no operation ${id}`);
    return found;
  };
  const app: TestApp = {
    world,
    context,
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
      await app.work();
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
    approve: async (of) => use.approve({ ...(await app.click(of, 'ben')), planHash: of.plan.hash }),
    work: (ms = 600_000) => doJobs(context, { clock: world.clock, ms, answered }),
    letWorkflowRun: () => world.scm.onRun((run) => void world.runWorkflow(run)),
    close,
  };
  return app;
}

const STEP_MS = 250;
const IDLE_MS = 20_000;

/** Takes the store's own worker for a while, winding the clock on whenever everything in hand waits for it. */
async function doJobs(
  context: Context,
  { clock, ms, answered }: { clock: FakeClock; ms: number; answered: () => Promise<void> },
): Promise<void> {
  const faults: unknown[] = [];
  let inProgress = 0;
  let idle = 0;
  const worker = await context.store.work(JOBS.names, async (job: DueJob) => {
    inProgress += 1;
    try {
      return await JOBS.run(context, job);
    } catch (error) {
      faults.push(error);
      return { is: 'over' };
    } finally {
      inProgress -= 1;
      idle = 0;
    }
  });
  for (let passed = 0; passed < ms && idle < IDLE_MS && faults.length === 0; passed += STEP_MS) {
    await clock.advance(STEP_MS);
    await answered();
    idle = inProgress > 0 ? 0 : idle + STEP_MS;
  }
  const stopped = worker.stop(1_000);
  await clock.advance(1_000);
  await stopped;
  if (faults.length > 0) throw faults[0];
}
