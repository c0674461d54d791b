import { setTimeout as pause } from 'node:timers/promises';
import { type Break, controlOf } from '../harness/world/control.ts';
import { type Attacked, type Tally, tally } from './tally.ts';
import { approveIn, openTrial, rollBackIn, type Trial, troubleAfter, untilDone } from './trial.ts';

type Struck = 'slack' | 'github' | 'gcs' | 'compute' | 'edge' | 'npm';

interface Storm {
  name: string;
  /** What breaks at a service, as soon as the release is approved, and again as the rollback is asked for. */
  breaks?: readonly (Break & { at: Struck })[];
  pace?: Readonly<Record<string, number>>;
  /** It ends by itself after so long; without that, with its last broken call. */
  lastsMs?: number;
}

const ALWAYS = 100_000;

/** What services have done to their clients on a bad day. */
const STORMS: readonly Storm[] = [
  { name: 'GitHub answers 500', breaks: [{ at: 'github', kind: 'error', times: 25 }] },
  {
    name: 'GitHub’s secondary limit',
    breaks: [{ at: 'github', kind: 'rate-limit', times: 15, retryAfterSeconds: 2 }],
  },
  { name: 'GitHub does it and resets', breaks: [{ at: 'github', kind: 'accept-then-reset', times: 10 }] },
  {
    name: 'the dispatch is lost',
    breaks: [{ at: 'github', method: 'actions.createWorkflowDispatch', kind: 'timeout' }],
  },
  { name: 'the bucket answers 503', breaks: [{ at: 'gcs', kind: 'error', status: 503, times: 20 }] },
  {
    name: 'the bucket’s rate limit',
    breaks: [{ at: 'gcs', kind: 'rate-limit', times: 20, retryAfterSeconds: 1 }],
  },
  {
    name: 'the pointer is written and reset',
    breaks: [{ at: 'gcs', method: 'objects.rewrite', kind: 'accept-then-reset', times: 2 }],
  },
  {
    name: 'npm answers 503, tags are moved and reset',
    breaks: [
      { at: 'npm', method: 'dist-tag.put', kind: 'accept-then-reset', times: 2 },
      { at: 'npm', kind: 'error', status: 503, times: 20 },
    ],
  },
  {
    name: 'the purge is taken and reset',
    breaks: [{ at: 'compute', method: 'urlMaps.invalidateCache', kind: 'accept-then-reset', times: 2 }],
  },
  { name: 'the edge answers 500', breaks: [{ at: 'edge', kind: 'error', times: 30 }] },
  { name: 'Slack answers 500', breaks: [{ at: 'slack', kind: 'error', times: 40 }] },
  {
    name: 'Slack’s rate limit',
    breaks: [{ at: 'slack', kind: 'rate-limit', times: 40, retryAfterSeconds: 1 }],
  },
  {
    name: 'posts arrive and are reset',
    breaks: [{ at: 'slack', method: 'chat.postMessage', kind: 'accept-then-reset', times: 3 }],
  },
  { name: 'Slack is away', breaks: [{ at: 'slack', kind: 'reset', times: ALWAYS }], lastsMs: 45_000 },
  { name: 'npm’s readers lag', pace: { npmLagSeconds: 100 } },
  { name: 'a slow purge and slow edges', pace: { edgeSeconds: 60, purgeSeconds: 20 } },
];

/** Services break during a release and again during its rollback; everything is done once all the same. */
export async function attackStorms({ count = STORMS.length, only = '' }: Attacked): Promise<Tally[]> {
  const chosen = STORMS.filter(({ name }) => name.includes(only)).slice(0, count);
  const struck = { calls: 0 };
  const { tried, faults } = await tally(
    '',
    chosen.map((storm) => async () => {
      const fault = await playStorm(storm, struck);
      return fault === null ? null : `${storm.name}: ${fault}`;
    }),
  );
  return [{ what: `release and rollback in a storm, ${struck.calls} broken calls`, tried, faults }];
}

async function playStorm(storm: Storm, struck: { calls: number }): Promise<string | null> {
  const trial = await openTrial({
    pace: { stepSeconds: 0.3, purgeSeconds: 1, npmLagSeconds: 1, ...storm.pace },
  });
  const ended: Promise<void>[] = [];
  const strike = async () => {
    for (const { at, ...how } of storm.breaks ?? []) await controlOf(urlOf(trial, at)).breakCall(how);
    if (storm.lastsMs !== undefined) ended.push(pause(storm.lastsMs).then(() => calm(trial, storm)));
  };
  try {
    // People can ask and approve: what they have asked for is what the storm comes upon.
    await approveIn(trial, '1.2.0');
    await strike();
    const releases = [await untilDone(trial, 'release', '1.2.0')];
    await Promise.all(ended);
    await calm(trial, storm);
    await strike();
    const rollbacks = [await rollBackIn(trial, '1.1.0')];
    await Promise.all(ended);
    struck.calls += await brokenCalls(trial);
    await calm(trial, storm);
    return await troubleAfter(trial, { releases, rollbacks, live: '1.1.0' });
  } finally {
    await trial.close();
  }
}

async function calm(trial: Trial, { breaks = [] }: Storm): Promise<void> {
  for (const { at } of breaks) await controlOf(urlOf(trial, at)).clear();
}

async function brokenCalls({ world }: Trial): Promise<number> {
  const logs = await Promise.all(Object.values(world.urls).map((url) => controlOf(url).calls()));
  return logs.flat().filter(({ fault }) => fault !== undefined).length;
}

function urlOf({ world }: Trial, service: Struck): string {
  return world.urls[service] ?? '';
}
