import fc from 'fast-check';
import type { Bench } from './bench.ts';
import type { Fault } from './faults.ts';
import { aClick, cardShown, person, press, rollbackWords, say, stopWords, words } from './people-actions.ts';
import { MEDDLINGS, makeReady, meddle, type RunsEnd } from './world-actions.ts';

/** What the model knows of Navi: nothing. The promises are checked on what is seen from outside. */
export type Model = Record<string, never>;

export interface Real {
  bench: Bench;
  endRuns(ends: RunsEnd): Promise<void>;
}

/** Something that happens, with its words. */
interface Action {
  said: string;
  run(real: Real): Promise<unknown>;
}

type Command = fc.AsyncCommand<Model, Real>;

/** One command of the model: done, then every promise is checked. */
function commandOf({ said, run }: Action): Command {
  return {
    check: () => true,
    run: async (_model, real) => {
      await run(real);
      await real.bench.check();
      const [first] = real.bench.recorder.violations;
      if (first !== undefined) throw new Error(`a promise was broken: ${first}`);
    },
    toString: () => said,
  };
}

const WRITES = [
  'scm.createTag',
  'scm.openClaim',
  'scm.dispatch',
  'scm.createRelease',
  'scm.updateRelease',
  'scm.revokeClaim',
  'scm.cancelRun',
  'scm.rerunFailedJobs',
].concat([
  'objects.copy',
  'cdn.purge',
  'registry.moveDistTag',
  'registry.deprecate',
  'chat.post',
  'chat.update',
]);
const READS = ['tag', 'run', 'jobs', 'claim', 'findRuns', 'defaultBranch', 'releaseByTag', 'generateNotes']
  .map((call) => `scm.${call}`)
  .concat(['stat', 'read', 'list', 'releaseManifest'].map((call) => `objects.${call}`))
  .concat([
    'registry.package',
    'registry.primary',
    'registry.tarball',
    'cdn.purgeStatus',
    'chat.find',
    'edge.look',
  ]);
const FAULTS: readonly Fault[] = ['refused', 'rate-limited', 'lost', 'answer-lost', 'answer-lost'];
const ENDS: readonly RunsEnd[] = ['well', 'in-failure', 'skipping', 'later'];

const troubling = fc
  .tuple(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...WRITES) },
      { weight: 1, arbitrary: fc.constantFrom(...READS) },
    ),
    fc.constantFrom(...FAULTS),
    fc.constantFrom(1, 1, 1, 2, 6),
  )
  .map(
    ([call, how, times]): Action => ({
      said: `${call} is ${how}, ${times} times`,
      run: async ({ bench }) => bench.faults.inject(call, how, times),
    }),
  );

const lostDispatch = fc.constantFrom('lost' as const, 'answer-lost' as const).map(
  (how): Action => ({
    said: `the dispatch is ${how}, and no run is seen for a while`,
    run: async ({ bench, endRuns }) => {
      await endRuns('later');
      bench.faults.inject('scm.dispatch', how, 1);
      bench.faults.inject('scm.findRuns', 'blind', 12);
      bench.faults.inject('scm.claim', 'blind', 12);
    },
  }),
);

const slackAway = fc.constant<Action>({
  said: 'Slack goes away',
  run: async ({ bench }) => {
    for (const call of ['post', 'update', 'find']) bench.faults.inject(`chat.${call}`, 'lost', 12);
  },
});
const clearing = fc.constant<Action>({
  said: 'the faults end',
  run: async ({ bench }) => bench.faults.clear(),
});

const ending = fc
  .constantFrom(...ENDS)
  .map((ends): Action => ({ said: `runs end ${ends}`, run: ({ endRuns }) => endRuns(ends) }));

const meddling = fc
  .constantFrom(...MEDDLINGS)
  .map((what): Action => ({ said: what, run: ({ bench }) => meddle(bench.world, what) }));

const countdown = fc.record({
  calls: fc.integer({ min: 1, max: 60 }),
  when: fc.constantFrom('before' as const, 'after' as const),
});

const dying = countdown.map(
  ({ calls, when }): Action => ({
    said: `kill -9 ${when} call ${calls} from now`,
    run: async ({ bench }) => (await bench.process()).life.light({ calls, when, does: 'die' }),
  }),
);

const stalling = fc.tuple(fc.option(countdown), fc.constantFrom(500, 12_000, 45_000)).map(
  ([at, ms]): Action => ({
    said: `SIGSTOP ${at === null ? 'now' : `${at.when} call ${at.calls}`}, another takes over, SIGCONT after ${ms / 1_000} s`,
    run: async ({ bench }) => {
      await bench.stall(at === null ? null : { ...at, does: 'stop' });
      await bench.wind(ms);
      bench.wake();
      await bench.wind(1_000);
    },
  }),
);

const mishap = fc.oneof(
  { weight: 6, arbitrary: troubling },
  { weight: 1, arbitrary: lostDispatch },
  { weight: 1, arbitrary: slackAway },
  { weight: 3, arbitrary: ending },
  { weight: 5, arbitrary: meddling },
  { weight: 4, arbitrary: dying },
  { weight: 4, arbitrary: stalling },
);

const winding = fc
  .oneof(
    { weight: 6, arbitrary: fc.constantFrom(300, 1_000, 3_000, 10_000) },
    { weight: 4, arbitrary: fc.constantFrom(35_000, 130_000) },
    { weight: 1, arbitrary: fc.constantFrom(700_000, 4 * 3_600_000) },
  )
  .map((ms): Action => ({ said: `${ms / 1_000} s pass`, run: ({ bench }) => bench.wind(ms) }));

/** The usual way with something odd before or after the approval, so that most sequences get somewhere. */
const releasing = fc
  .record({
    version: fc.constantFrom('v1.2.0', 'v1.3.0', 'v2.0.0'),
    requester: fc.constantFrom('ada', 'ada', 'ben'),
    approver: fc.constantFrom('ben', 'cleo'),
    before: fc.option(mishap, { freq: 2 }),
    after: fc.option(mishap, { freq: 4 }),
    ms: fc.constantFrom(0, 1_000, 4_000, 20_000, 60_000),
  })
  .map(({ version, requester, approver, before, after, ms }): Action => {
    const odd = [before, after].map((one) => one?.said ?? 'nothing odd');
    return {
      said: `${requester} asks for ${version}, ${odd[0]}, ${approver} approves, ${odd[1]}, ${ms / 1_000} s pass`,
      run: async (real) => {
        const { bench } = real;
        makeReady(bench.world, version.slice(1));
        await say(bench, requester, `release ${version}`);
        await cardShown(bench);
        await before?.run(real);
        await press(bench, { who: approver, choice: 'approve', back: 0, stale: 0, forged: false });
        await after?.run(real);
        await bench.wind(ms);
      },
    };
  });

const rollingBack = fc
  .tuple(rollbackWords, fc.option(mishap), fc.constantFrom(0, 700, 3_000, 15_000, 60_000))
  .map(
    ([typed, odd, ms]): Action => ({
      said: `${odd?.said ?? 'nothing odd'}, cleo: /navi ${typed}, and ${ms / 1_000} s pass`,
      run: async (real) => {
        await odd?.run(real);
        await say(real.bench, 'cleo', typed);
        await real.bench.wind(ms);
      },
    }),
  );

/** A person with the permission stops a release, at any moment. */
const stopping = fc
  .tuple(releasing, stopWords, fc.option(mishap), fc.constantFrom(0, 700, 3_000, 15_000, 60_000))
  .map(
    ([before, typed, odd, ms]): Action => ({
      said: `${before.said}; ${odd?.said ?? 'nothing odd'}, cleo: /navi ${typed}, and ${ms / 1_000} s pass`,
      run: async (real) => {
        await before.run(real);
        await odd?.run(real);
        await say(real.bench, 'cleo', typed);
        await real.bench.wind(ms);
      },
    }),
  );

/** What a rollback's card tells people to do next, often while it still watches. */
const mending = fc.tuple(rollingBack, releasing).map(
  ([back, patch]): Action => ({
    said: `${back.said}; cleo opens v1; ${patch.said}`,
    run: async (real) => {
      await back.run(real);
      await say(real.bench, 'cleo', 'unlock v1 "it is mended"');
      await patch.run(real);
    },
  }),
);

const saying = fc.tuple(person, words).map(
  ([who, typed]): Action => ({
    said: `${who}: /navi ${typed}`,
    run: ({ bench }) => say(bench, who, typed),
  }),
);

const pressing = aClick.map(
  (click): Action => ({ said: `press ${JSON.stringify(click)}`, run: ({ bench }) => press(bench, click) }),
);

const pressingAtOnce = fc.tuple(aClick, aClick).map(
  ([one, other]): Action => ({
    said: `press ${JSON.stringify(one)} and ${JSON.stringify(other)}`,
    run: ({ bench }) => Promise.all([press(bench, one), press(bench, { ...other, back: one.back })]),
  }),
);

/** Sequences of everything that people, services, time and bad luck may do. */
export function actions(maxCommands: number): fc.Arbitrary<Iterable<Command>> {
  const deed = fc.oneof(
    { weight: 8, arbitrary: releasing },
    { weight: 4, arbitrary: rollingBack },
    { weight: 3, arbitrary: mending },
    { weight: 2, arbitrary: stopping },
    { weight: 5, arbitrary: saying },
    { weight: 7, arbitrary: pressing },
    { weight: 2, arbitrary: pressingAtOnce },
    { weight: 7, arbitrary: winding },
    { weight: 1, arbitrary: clearing },
    { weight: 8, arbitrary: mishap },
  );
  return fc.commands([deed.map(commandOf)], { maxCommands, size: 'max' });
}
