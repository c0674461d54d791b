import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { Instant } from '../harness/crash/instants.ts';
import { isOperationCard, messagesIn } from '../harness/crash/people.ts';
import { inPostgres } from '../harness/crash/places.ts';
import { createPool } from '../harness/crash/pool.ts';
import { type Member, openReplicas, type Replicas } from '../harness/crash/replicas.ts';
import { isAtRest, untilDone } from '../harness/crash/scenario.ts';
import { TAKEN_OVER_MS } from '../harness/crash/taken-over.ts';
import { isEffect } from '../harness/crash/writes.ts';
import { needsPostgres } from '../harness/store/needs-postgres.ts';
import { until } from '../harness/until.ts';
import { release } from './scenarios/release.ts';

const CASE_MS = 420_000;
const WRITES = [
  /rewriteTo/,
  /git\/refs tag$/,
  /git\/refs claim$/,
  /dispatches$/,
  /invalidateCache$/,
  /navi-js\/dist-tags/,
  /POST releases$/,
];

/** Slack has no precondition: when another process has sent the post again, the late one deletes its own. */
const POSTS = [/chat\.postMessage announcement$/];

/** An old edit that arrives late is written over by what is true now. */
const EDITS = [/chat\.update$/];

/** What a process had in its hands when it was paused, and what it writes of its own accord afterwards, edits aside. */
interface Held {
  isLease: boolean;
  takesBack: readonly string[];
}
const A_LEASE: Held = { isLease: true, takesBack: [] };
const NO_LEASE: Held = { isLease: false, takesBack: [] };
const A_POST: Held = { isLease: false, takesBack: ['slack POST chat.delete'] };

const pool = createPool(3);
afterAll(() => pool.close());

describe('SIGSTOP past the lease, with two processes on one PostgreSQL', () => {
  const createPlace = inPostgres(needsPostgres());
  const at = (when: Instant['when'], label: string): Instant => ({ when, label: `journal ${label}`, nth: 1 });

  it.concurrent.each([
    { where: 'between an intent and its act', instant: at('after-commit', 'step-intended swap-pointer') },
    { where: 'between an act and its result', instant: at('after-commit', 'step-sent dispatch') },
    {
      where: 'inside a transaction, with the journal locked',
      instant: at('before-commit', 'step-sent swap-pointer'),
    },
  ])(
    'paused $where, it does nothing more',
    ({ instant }) => standStill(createPlace, instant, A_LEASE),
    CASE_MS,
  );

  it.concurrent.each([
    { where: 'with an approval just kept', instant: at('after-commit', 'approved + started') },
    {
      where: 'with the announcement sent, before that is kept',
      instant: at('before-commit', 'delivered announcement'),
    },
  ])(
    'paused $where, while it holds no lease, it says and does nothing twice',
    ({ instant }) => standStill(createPlace, instant, NO_LEASE),
    CASE_MS,
  );

  it.concurrent.each(WRITES)(
    'what it had sent before (%s) and arrives when another has finished, changes nothing',
    (place) => arriveLate(createPlace, place, A_LEASE),
    CASE_MS,
  );

  it.concurrent.each(POSTS)(
    'what it had posted before (%s) and arrives when another has posted it, is taken back',
    (place) => arriveLate(createPlace, place, A_POST),
    CASE_MS,
  );

  it.concurrent.each(EDITS)(
    'what it had said before on a card (%s) and arrives when another has said more, is put right',
    (place) => arriveLate(createPlace, place, NO_LEASE),
    CASE_MS,
  );
});

type CreatePlace = ReturnType<typeof inPostgres>;

/** One is stopped in the middle; the other takes over and finishes; the first goes on, and the world stays as it is. */
async function standStill(createPlace: CreatePlace, stopAt: Instant, held: Held): Promise<void> {
  await pool.use(async (world) => {
    const replicas = await openReplicas({ world, createPlace, count: 2, stopAt: [stopAt] });
    try {
      await release.begin(replicas.stage);
      const paused = await replicas.stopped(60_000);
      const since = Date.now();
      if (paused === undefined) throw new Error('no process reached the instant at which it was to stop');
      await untilDone(release, replicas.stage);
      if (held.isLease)
        expect(firstEffectOfOthers(replicas, paused, since) - since).toBeLessThan(TAKEN_OVER_MS);
      await goOn(replicas, paused, { held, cards: await cardsIn(replicas) });
    } finally {
      await replicas.close();
    }
  });
}

/** One is stopped while its write is on its way; that arrives when the other has done everything. */
async function arriveLate(createPlace: CreatePlace, place: RegExp, had: Held): Promise<void> {
  await pool.use(async (world) => {
    const arrival = Promise.withResolvers<void>();
    let held: number | undefined;
    const replicas = await openReplicas({
      world,
      createPlace,
      count: 2,
      onWrite: async (member, when, { label }) => {
        if (held !== undefined || when !== 'before-write' || !place.test(label)) return 'pass';
        held = member;
        replicas.members[member]?.navi.pause();
        await arrival.promise;
        return 'pass';
      },
    });
    try {
      await release.begin(replicas.stage);
      await until('the write to be on its way', () => held !== undefined || undefined, 60_000);
      await untilDone(release, replicas.stage);
      const paused = replicas.members[held ?? 0];
      if (paused === undefined) throw new Error('no process was stopped');
      const before = paused.recorder.writes.length;
      const cards = await cardsIn(replicas);
      arrival.resolve();
      await until(
        'the late write to arrive',
        () => paused.recorder.writes.length > before || undefined,
        10_000,
      );
      await goOn(replicas, paused, { held: had, cards });
    } finally {
      arrival.resolve();
      await replicas.close();
    }
  });
}

function firstEffectOfOthers({ members }: Replicas, paused: Member, since: number): number {
  const effects = members
    .filter((member) => member !== paused)
    .flatMap(({ recorder }) => recorder.writes)
    .filter(({ at, service }) => at > since && service !== 'slack');
  return Math.min(...effects.map(({ at }) => at));
}

interface Before {
  held: Held;
  /** The cards as they stood before anything of the paused process arrived. */
  cards: readonly unknown[];
}

/** The paused process goes on, notices, and at most takes back what was its own; then everything is counted. */
async function goOn(replicas: Replicas, paused: Member, { held, cards }: Before): Promise<void> {
  const { members, stage } = replicas;
  const before = paused.recorder.writes.length;
  paused.navi.goOn();
  // A process without a lease cannot lose one, and logs nothing about it.
  if (held.isLease) await until('the paused process to notice', () => noticed(paused.navi), 20_000);
  expect({ ready: await paused.navi.ready(), output: paused.navi.output() }).toMatchObject({
    ready: 'ready',
  });
  // What it might still do comes at the latest with its next look at what is due.
  await wait(3_000);
  await until('nothing to be left to say', async () => (await isAtRest(stage)) || undefined, 20_000);
  const written = Map.groupBy(paused.recorder.writes.slice(before).filter(isEffect), ({ label }) =>
    EDITS.some((edit) => edit.test(label)) ? 'edits' : 'others',
  );
  expect(written.get('others')?.map(({ label }) => label) ?? []).toEqual(held.takesBack);
  // An edit that was on its way when it was paused may still go out; one more says again what is true.
  expect(written.get('edits')?.length ?? 0).toBeLessThanOrEqual(2);
  expect(await cardsIn(replicas)).toEqual(cards);
  expect((await stage.reader.operations()).map(({ state }) => state.is)).toEqual(['done']);
  await Promise.all(members.map(({ navi }) => navi.stop()));
  await release.check(stage);
}

/** What the cards say, as Slack has them. */
async function cardsIn({ stage }: Replicas) {
  const messages = await messagesIn(stage.world);
  return messages
    .filter(isOperationCard)
    .map(({ text, blocks = [] }) => ({ text, blocks: blocks.map((block) => ({ ...block, block_id: '' })) }));
}

function noticed(navi: Member['navi']): true | undefined {
  const isReported = /lease lost|of the lease are left|a job failed/.test(navi.output());
  return isReported || !navi.isAlive() ? true : undefined;
}
