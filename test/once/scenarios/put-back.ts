import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { openClone } from '../../bench/next-version.ts';
import { cardOffering, decide, keyOf, messagesIn } from '../../harness/crash/people.ts';
import { isAtRest, type Scenario, type Stage, untilDone } from '../../harness/crash/scenario.ts';
import type { OnceWorld } from '../../harness/crash/world.ts';
import { writesTo } from '../../harness/crash/writes-to.ts';
import type { SeenOperation } from '../../harness/store/store-reader.ts';
import { until } from '../../harness/until.ts';
import { POINTER } from '../../harness/world/expect-once.ts';
import { expectJournalOnce } from './journal-once.ts';
import { release } from './release.ts';

const PATIENCE_MS = 120_000;
/** A look of the drift monitor, while the world's time passes quickly. Milliseconds. */
const LOOK_MS = 500;

interface PutBack {
  /** Changes what is live, as another hand does. */
  move(world: OnceWorld): Promise<void>;
  lastStep: string;
  /** What the put-back has written, and that it wrote it once. */
  check(stage: Stage, operation: string): Promise<void>;
}

/** Another hand moves the pointer of v1.2.0. */
export const putBackPointer = putBack({
  move: async (world) => void (await world.tell('move', {}, 'gcs')),
  lastStep: 'read-back',
  check: async (stage, operation) => {
    const { world } = stage;
    expect(writesTo(stage, /rewriteTo/)).toHaveLength(1);
    const { objects } = await world.gcs();
    const sha384 = objects.find(({ name }) => name === 'v1.2.0/navi-loader.js')?.sha384;
    const written = (await world.generations(POINTER)).at(-1);
    expect(written?.metadata).toMatchObject({ naviOperation: operation });
    expect(await world.probes(`/${POINTER}`)).toEqual({ ams: sha384, iad: sha384, sin: sha384 });
    expect(writesTo(stage, /graphql|npm PUT/)).toEqual([]);
  },
});

/** Another hand moves the Git tag v1.2.0 onto the commit before. */
export const putBackGitTag = putBack({
  move: async ({ repository }) => {
    const clone = await openClone(repository);
    await clone.moveTag('v1.2.0');
    await clone.close();
  },
  lastStep: 'restore-tag',
  check: async (stage) => {
    const { head, tags } = await stage.world.github();
    expect(tags.filter(({ name }) => name === 'v1.2.0')).toEqual([{ name: 'v1.2.0', commit: head }]);
    expect(writesTo(stage, /graphql/)).toHaveLength(1);
    expect(writesTo(stage, /rewriteTo|npm PUT|git\/refs/)).toEqual([]);
  },
});

/** v1.2.0 is live, the drift monitor has alerted, and Cleo has what was recorded put back by one confirmation. */
function putBack({ move, lastStep, check }: PutBack): Scenario {
  return {
    prepare: async (stage) => {
      await release.begin(stage);
      await untilDone({ isDone: isAtRest }, stage);
      await move(stage.world);
      await until('the alert', () => offeredSoon(stage.world), PATIENCE_MS);
    },
    begin: async (stage) => {
      const isTaken = async () => (await putBacksOf(stage)).length > 0;
      await decide(stage.world, { user: 'U0CLEO', decision: 'put-back', isTaken }, PATIENCE_MS);
    },
    isDone: async (stage) => (await isAtRest(stage)) && endsSoon(stage.world),
    check: async (stage) => {
      const [operation, ...others] = await putBacksOf(stage);
      expect(others).toEqual([]);
      expect(operation?.state.is).toBe('done');
      const id = operation?.id ?? '';
      await check(stage, id);
      const keys = (await messagesIn(stage.world)).flatMap((message) => keyOf(message) ?? []);
      expect(keys.length).toBe(new Set(keys).size);
      expect(keys.filter((key) => key === `card:${id}`)).toHaveLength(1);
      await expectJournalOnce(stage, id, lastStep);
    },
  };
}

async function putBacksOf({ reader }: Stage): Promise<SeenOperation[]> {
  return (await reader.operations()).filter(({ kind }) => kind === 'put-back');
}

async function offeredSoon(world: OnceWorld): Promise<boolean> {
  if ((await cardOffering(world, 'navi.put-back')) !== undefined) return true;
  await lookSoon(world);
  return false;
}

/** Before Navi is stopped, and when the alert is over; with nothing said of its end it is not yet. */
async function endsSoon(world: OnceWorld): Promise<boolean> {
  const keys = (await messagesIn(world)).flatMap((message) => keyOf(message) ?? []);
  if (keys.some((key) => key.startsWith('alert-over:'))) return true;
  if (!keys.some((key) => key.startsWith('card:ptb_'))) return true;
  await lookSoon(world);
  return false;
}

async function lookSoon(world: OnceWorld): Promise<void> {
  await world.tell('clock', { advance: '20s' });
  await pause(LOOK_MS);
}
