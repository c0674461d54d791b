import { isOpen, type Operation } from '../../src/domain/operation.ts';
import { watchClock } from '../../src/features/status/clock-watch.ts';
import { adopt } from '../../src/features/surfaces/jobs/adopt.ts';
import { release, rollbackRequest, unlock } from '../harness/app/actions.ts';
import { openApp, RELEASES, type TestApp } from '../harness/app/app.ts';
import { pointerText } from '../harness/app/seen.ts';
import { loaderText } from '../harness/fakes/story.ts';
import { type Attacked, createRandom, pick, type Tally, tally } from './tally.ts';

const COUNT = 40;
const HOUR_MS = 3_600_000;

type Act = (app: TestApp, operation: Operation) => Promise<unknown>;

const stop: Act = (app) =>
  app.use.stopRelease({ ...rollbackRequest(app, { reason: 'x' }), release: 'v1.2.0' });
const click =
  (name: 'abandon' | 'retract' | 'retry' | 'replan'): Act =>
  async (app, operation) =>
    app.use[name](await app.click(operation, 'ada'));

/** What people do to a release, each at any time. */
const ACTS: Readonly<Record<string, Act>> = {
  stop,
  'roll back': (app) => app.use.rollBack(rollbackRequest(app, { reason: 'x' })),
  'roll back from a terminal': (app) =>
    app.use.rollBack({
      ...rollbackRequest(app, { reason: 'x', place: { is: 'terminal' } }),
      caller: { is: 'unproven', claimed: 'x' },
    }),
  'roll back to v1.0.0': (app) => app.use.rollBack(rollbackRequest(app, { target: 'v1.0.0', reason: 'x' })),
  approve: (app, operation) => app.approve(operation),
  cancel: click('abandon'),
  retract: click('retract'),
  retry: click('retry'),
  replan: click('replan'),
  unlock: (app) => unlock(app),
  quarantine: (app) =>
    app.use.quarantine({ version: 'v1.1.0', reason: 'x', caller: app.caller('cleo'), place: RELEASES }),
  'ask again': (app) =>
    app.use.planRelease({ version: 'v1.2.0', dryRun: false, caller: app.caller('ada'), place: RELEASES }),
  'set the clock back': async ({ world }) => world.clock.jump(-7 * HOUR_MS),
  'set the clock forward': async ({ world }) => world.clock.jump(5 * HOUR_MS),
  wait: (app) => app.work(20_000),
};

/** How far the release is when people begin. */
const STATIONS: Readonly<Record<string, (app: TestApp) => Promise<Operation>>> = {
  'not approved': (app) => app.request(),
  'waits for its run': async (app) => {
    const operation = await app.request();
    await app.approve(operation);
    await app.work(20_000);
    return operation;
  },
  'not seen at the edge': async (app) => {
    app.letWorkflowRun();
    app.world.edge.cut('probe-b');
    const operation = await app.request();
    await app.approve(operation);
    await app.work(60_000);
    return operation;
  },
  'its run failed': async (app) => {
    app.world.scm.onRun((run) => app.world.scm.finishRun(run.id, { build: 'failure' }));
    const operation = await app.request();
    await app.approve(operation);
    await app.work(60_000);
    return operation;
  },
  done: (app) => release(app),
};

/** What several people do to one release, one after the other or at once, with the clock set between. */
export async function attackOrders({ seed, count = COUNT, only = '' }: Attacked): Promise<Tally[]> {
  const random = createRandom(seed);
  const tries = Array.from({ length: count }, () => {
    const station = pick(random, Object.keys(STATIONS));
    const acts = Array.from({ length: 2 + Math.floor(random() * 3) }, () => pick(random, Object.keys(ACTS)));
    return { station, acts, isAtOnce: random() < 0.5 };
  }).filter(({ station, acts }) => [station, ...acts].join(', ').includes(only));
  return [
    await tally(
      'orders of what people do to a release',
      tries.map((one) => () => play(one)),
    ),
  ];
}

interface Course {
  station: string;
  acts: readonly string[];
  isAtOnce: boolean;
}

async function play({ station, acts, isAtOnce }: Course): Promise<string | null> {
  const app = await openApp();
  const over = new AbortController();
  try {
    await adopt(app.context);
    await watchClock(app.context, over.signal);
    const operation = await STATIONS[station]?.(app);
    if (operation === undefined) throw new Error(`there is no station ${station}`);
    const does = (name: string) => async () => ACTS[name]?.(app, operation);
    const thrown = isAtOnce
      ? await atOnce(acts.map(does))
      : await acts.reduce<Promise<string[]>>(
          async (before, name) => [...(await before), ...(await atOnce([does(name)]))],
          Promise.resolve([]),
        );
    app.letWorkflowRun();
    app.world.edge.mend('probe-b');
    for (const run of app.world.scm.runs) if (run.status !== 'completed') await app.world.runWorkflow(run);
    await app.work(600_000);
    const faults = [...thrown, ...(await faultsOf(app, acts))];
    const how = `${station}: ${acts.join(isAtOnce ? ' + ' : ', ')}`;
    return faults.length === 0 ? null : `${how}: ${faults.join('; ')}`;
  } finally {
    over.abort();
    await app.close();
  }
}

async function atOnce(acts: readonly (() => Promise<unknown>)[]): Promise<string[]> {
  const ended = await Promise.allSettled(acts.map((act) => act()));
  return ended.flatMap((one) => (one.status === 'rejected' ? [`it threw ${String(one.reason)}`] : []));
}

async function faultsOf(app: TestApp, acts: readonly string[]): Promise<string[]> {
  const { operations, surfaces, chain } = await app.store.transaction(async (tx) => ({
    operations: await tx.operations.recent(50),
    surfaces: await tx.surfaces.all(),
    chain: await tx.journal.verify(),
  }));
  const served = ['1.0.0', '1.1.0', '1.2.0'].find((version) => pointerText(app) === loaderText(version));
  const pointer = surfaces.find(({ id }) => id === 'pointer:v1');
  const isAsked = acts.includes('roll back to v1.0.0') || acts.includes('quarantine');
  const open = operations.filter(({ state }) => isOpen(state));
  const running = open.filter(({ state }) => state.is === 'running');
  const dispatched = app.world.scm.callsOf('dispatch').length;
  const approved = operations.filter(({ kind, approvers }) => kind === 'release' && approvers.length > 0);
  return [
    ...(served === undefined ? ['customers get foreign bytes'] : []),
    ...(served !== pointer?.live.version ? [`${served} is served, ${pointer?.live.version} recorded`] : []),
    ...(served === '1.0.0' && !isAsked ? ['v1.0.0 came back unasked'] : []),
    ...(open.filter(({ state }) => state.is !== 'awaiting-approval').length > 1
      ? ['two operations are open']
      : []),
    ...running.map(({ id, steps }) => `${id} still runs: ${JSON.stringify(steps).slice(0, 200)}`),
    ...(dispatched > approved.length + acts.filter((one) => one === 'retry' || one === 'replan').length
      ? [`${dispatched} dispatches, ${approved.length} approved`]
      : []),
    ...(chain.is === 'whole' ? [] : ['the journal is not whole']),
    ...app.world.telemetry.errors().map(({ message }) => `an error: ${message}`),
  ];
}
