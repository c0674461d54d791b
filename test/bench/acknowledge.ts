import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Figure, median, percentile } from './figures.ts';
import { AT_ONCE, type Crowd, createCrowd, type Flooded, together } from './flood.ts';
import { LIMITS } from './limits.ts';
import type { Measure, Thoroughness } from './measure.ts';
import { askNavi } from './navi-door.ts';
import { openStage, type Stage } from './stage.ts';

const CHANNEL = 'C0RELEASES';
const PERSON = 'U0DEV';
const LOAD_COMPUTE = fileURLToPath(new URL('load-compute.ts', import.meta.url));
/** Long enough for a thousand of each to happen while the operation runs. */
const PACE = { rateLimits: false, stepSeconds: 1, purgeSeconds: 4, edgeSeconds: 3, npmLagSeconds: 2 };
/** The median of so many thousands is taken, because one hiccup of the machine is a whole p99. */
const THOUSANDS = 5;

type Kind = 'command' | 'click';
type Crowds = Record<'navi' | 'bare', Record<Kind, Crowd>> & { settle(): Promise<void> };
/** What was seen of each app for one kind of gesture. */
type Seen = Record<'navi' | 'bare', Record<Kind, Flooded>>;

export const acknowledge: Measure = {
  name: 'acknowledge',
  summary: `a slash command and a click acknowledged, ${AT_ONCE} at once, beside a bare Bolt app`,
  run: async (how) => {
    const stage = await openStage({ pace: PACE });
    try {
      const floor = await measureFloor(stage, how);
      await Promise.all([stage.navi.start(), stage.bare.start()]);
      return [floor, ...(await measureAll(stage, how))];
    } finally {
      await stage.close();
    }
  },
};

/** How long the control door itself takes when no app is there to be asked. */
async function measureFloor({ slacks }: Stage, { quick }: Thoroughness): Promise<Figure> {
  const crowd = createCrowd(slacks.bare, COMMAND);
  await crowd.flood(250);
  const { ms } = await crowd.flood(quick ? 200 : 1_000);
  crowd.close();
  return {
    what: 'p99 of the simulated Slack alone, no app connected',
    navi: percentile(ms, 0.99),
    peer: null,
    unit: 'ms',
    limit: null,
  };
}

async function measureAll(stage: Stage, how: Thoroughness): Promise<Figure[]> {
  const count = how.quick ? 200 : 1_000;
  await stage.beginRequest('v1.2.0');
  const crowds: Crowds = {
    navi: { command: createCrowd(stage.slacks.navi, COMMAND), click: await clickOnCard(stage) },
    bare: { command: createCrowd(stage.slacks.bare, COMMAND), click: await clickOnMessage(stage) },
    settle: stage.navi.settle,
  };
  how.say('warming up');
  await alternate(crowds, { count: 250, blocks: 1 });
  how.say('idle');
  const idle: Seen[] = [];
  for (let thousand = 0; thousand < (how.quick ? 1 : THOUSANDS); thousand += 1)
    idle.push(await alternate(crowds, { count: count / 4, blocks: 4 }));
  how.say('while an operation runs');
  const busy = await whileItRuns(stage, crowds, count / 4);
  how.say('while the compute client loads');
  const loading = await whileComputeLoads(stage, crowds, { count, times: how.quick ? 1 : 3 });
  for (const crowd of [...Object.values(crowds.navi), ...Object.values(crowds.bare)]) crowd.close();
  return [
    ...figuresOf('idle', idle),
    ...figuresOf('while an operation runs', busy),
    ...figuresOf('while the compute client loads', loading.seen, loading.note),
  ];
}

const COMMAND = {
  path: 'command',
  body: { channel: CHANNEL, user: PERSON, command: '/navi', text: 'status' },
};

async function clickOnCard({ door, slacks }: Stage): Promise<Crowd> {
  const card = await door.card();
  const block = card.blocks.find((one) => one.type === 'actions');
  const button = block?.elements.find((one) => one.action_id === 'navi.details');
  if (block === undefined || button === undefined) throw new Error('the card has no Details');
  return createCrowd(slacks.navi, clickOf(card.ts, { ...button, block_id: block.block_id }));
}

async function clickOnMessage({ bareDoor, slacks }: Stage): Promise<Crowd> {
  const ts = await bareDoor.say(PERSON, 'a message');
  return createCrowd(slacks.bare, clickOf(ts, { action_id: 'navi.details', value: 'rel_one:1' }));
}

function clickOf(messageTs: string, action: object) {
  const body = { channel: CHANNEL, user: PERSON, messageTs, action: { type: 'button', ...action } };
  return { path: 'interact', body };
}

/** Blocks in turn, so that what else happens on the machine hits both apps alike; neither has the other's work beside it. */
async function alternate(
  crowds: Crowds,
  { count, blocks }: { count: number; blocks: number },
): Promise<Seen> {
  const rounds: Seen[] = [];
  for (let block = 0; block < blocks; block += 1) rounds.push(await oneRound(crowds, count));
  return joined(rounds);
}

async function oneRound({ navi, bare, settle }: Crowds, count: number): Promise<Seen> {
  const flood = async (crowd: Crowd) => {
    await settle();
    return crowd.flood(count);
  };
  return {
    bare: { command: await flood(bare.command), click: await flood(bare.click) },
    navi: { command: await flood(navi.command), click: await flood(navi.click) },
  };
}

function joined(rounds: readonly Seen[]): Seen {
  const of = (app: keyof Seen, kind: Kind) => together(rounds.map((seen) => seen[app][kind]));
  return {
    bare: { command: of('bare', 'command'), click: of('bare', 'click') },
    navi: { command: of('navi', 'command'), click: of('navi', 'click') },
  };
}

/** Thousands until the release is done; the last one, during which it ended, counts too. */
async function whileItRuns(stage: Stage, crowds: Crowds, count: number): Promise<Seen[]> {
  await stage.approve();
  let isDone = false;
  const done = stage.cardSays(/done/i).finally(() => {
    isDone = true;
  });
  const measure = async () => {
    const seen: Seen[] = [];
    while (!isDone) seen.push(await alternate(crowds, { count, blocks: 4 }));
    return seen;
  };
  // Awaited together: when one of them fails, the other's failure belongs to this measure too.
  const [seen] = await Promise.all([measure(), done]);
  return seen;
}

/** Navi is started anew, because its thread may hold the client already; the bare app has a process beside it that loads the same. */
async function whileComputeLoads(
  stage: Stage,
  crowds: Crowds,
  { count, times }: { count: number; times: number },
): Promise<{ seen: Seen[]; note: string }> {
  const seen: Seen[] = [];
  const rises: number[] = [];
  const measure = async (kind: Kind) => {
    await stage.navi.stop();
    await stage.navi.start();
    await crowds.navi[kind].flood(250);
    const before = stage.navi.memory();
    // A preview changes nothing and has the client loaded, as the window of a rollback does.
    const previewed = askNavi(stage.variables, 'rollback');
    const navi = await crowds.navi[kind].flood(count);
    rises.push(stage.navi.memory() - before);
    await previewed;
    await crowds.settle();
    const beside = spawn(process.execPath, [LOAD_COMPUTE], { stdio: 'ignore' });
    const bare = await crowds.bare[kind].flood(count);
    if (beside.exitCode === null) await once(beside, 'exit');
    return { navi, bare };
  };
  for (let time = 0; time < times; time += 1) {
    const command = await measure('command');
    const click = await measure('click');
    seen.push({
      navi: { command: command.navi, click: click.navi },
      bare: { command: command.bare, click: click.bare },
    });
  }
  return { seen, note: `memory rose by ${Math.round(Math.min(...rises))} MB or more meanwhile` };
}

/** The medians of the percentiles of each thousand. */
function figuresOf(when: string, seen: readonly Seen[], note?: string): Figure[] {
  return (['command', 'click'] as const).flatMap((kind) =>
    [0.5, 0.99].map((share): Figure => {
      const of = (app: keyof Seen) => median(seen.map((one) => percentile(one[app][kind].ms, share)));
      const all = together(seen.map((one) => one.navi[kind]));
      const late = all.failed === 0 ? undefined : `${all.failed} of ${all.ms.length} not in time`;
      const notes = [note, late].filter((one) => one !== undefined).join('; ');
      return {
        what: `${kind} ${when}, p${share * 100}, median of ${seen.length} × ${seen[0]?.navi[kind].ms.length}`,
        navi: of('navi'),
        peer: { name: 'bare Bolt', value: of('bare') },
        unit: 'ms',
        limit: share === 0.99 ? LIMITS[kind].limit : null,
        ...(notes === '' ? {} : { note: notes }),
      };
    }),
  );
}
