import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp, type TestApp } from '../harness/app/app.ts';
import { cardOffering, notesOf, openModal, submit, typesAndHears } from '../harness/crash/people.ts';
import { inFolder, inPostgres } from '../harness/crash/places.ts';
import type { Play } from '../harness/crash/play.ts';
import { createPool, type Pool } from '../harness/crash/pool.ts';
import { openReplicas, type Replicas } from '../harness/crash/replicas.ts';
import type { OnceWorld } from '../harness/crash/world.ts';
import { needsPostgres } from '../harness/store/needs-postgres.ts';
import { openStore, waitsForApproval } from '../harness/store/store-reader.ts';
import { orNot, until } from '../harness/until.ts';

describe('Approve and Reject in the same instant', () => {
  it('are one decision each of 100 times, and the other person is told', async () => {
    const app = await openApp();
    const won = { approve: 0, reject: 0 };
    try {
      for (let round = 0; round < 100; round += 1) won[await decideTwice(app, round)] += 1;
    } finally {
      await app.close();
    }
    expect(won.approve + won.reject).toBe(100);
    expect(Math.min(won.approve, won.reject)).toBeGreaterThan(0);
  });
});

/** An approval looks at the world before it is kept; this many turns of the event loop are enough for that. */
const MOST_TURNS = 8;

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await setImmediate();
}

/** Both click on a fresh plan; who wins is freed again, so that the next plan can be made. */
async function decideTwice(app: TestApp, round: number): Promise<'approve' | 'reject'> {
  const asked = await app.request();
  const ben = { ...(await app.click(asked, 'ben')), planHash: asked.plan.hash };
  const cleo = { ...(await app.click(asked, 'cleo')), planHash: asked.plan.hash, reason: 'not today' };
  const clicks = [
    async () => ({ decision: 'approve' as const, answer: await app.use.approve(ben) }),
    async () => {
      await turns(round % MOST_TURNS);
      return { decision: 'reject' as const, answer: await app.use.reject(cleo) };
    },
  ];

  const answers = await Promise.all((round % 2 === 0 ? clicks : clicks.toReversed()).map((click) => click()));

  const winner = answers.find(({ answer }) => answer.is === 'accepted');
  const told = answers.flatMap(({ answer }) => (answer.is === 'refusal' ? answer.refusal.reasons : []));
  expect(told).toMatchObject([{ code: 'already-decided', operation: asked.id }]);
  expect(await decisionsOn(app, asked.id)).toEqual([
    winner?.decision === 'approve' ? 'approved' : 'rejected',
  ]);
  if (winner?.decision === 'approve') await letGo(app, asked.id);
  return winner?.decision ?? 'reject';
}

async function decisionsOn({ store }: Pick<TestApp, 'store'>, id: string): Promise<string[]> {
  const rows = await store.transaction((tx) => tx.journal.of({ kind: 'operation', id }));
  return rows.map(({ row }) => row.event).filter((event) => event === 'approved' || event === 'rejected');
}

/** Ends an approved operation before its first write, as nothing but a test can. */
async function letGo({ store, context }: TestApp, id: string): Promise<void> {
  await store.transaction(async (tx) => {
    const operation = await tx.operations.lock(id);
    if (operation === undefined) return;
    const at = context.clock.now().toISOString();
    await tx.surfaces.free(id);
    await tx.jobs.cancel(`advance:${id}`);
    await tx.operations.save({
      ...operation,
      state: { is: 'abandoned', at, by: 'the test' },
      finishedAt: at,
    });
  });
}

const ROUNDS = 10;
const CASE_MS = 300_000;

describe('over HTTP', () => {
  let pool: Pool;
  beforeAll(() => {
    pool = createPool(1);
  });
  afterAll(() => pool.close());

  const race = (createPlace: Play['createPlace'], count: number) =>
    pool.use(async (world) => {
      const replicas = await openReplicas({ world, createPlace, count });
      try {
        for (let round = 0; round < ROUNDS; round += 1) await submitTwice(replicas);
        await Promise.all(replicas.members.map(({ navi }) => navi.stop()));
        await expectOneDecisionEach(replicas);
      } catch (error) {
        throw new Error(await storyOf(replicas), { cause: error });
      } finally {
        await replicas.close();
      }
    });

  describe('to two processes on one PostgreSQL', () => {
    const postgres = needsPostgres();

    it('are one decision each of 10 times', () => race(inPostgres(postgres), 2), CASE_MS);
  });

  describe('to one process', () => {
    it('are one decision each of 10 times', () => race(inFolder, 1), CASE_MS);
  });
});

/** Both have their modals open, and submit at once. What was approved stops at its first write, and is ended by a person. */
async function submitTwice({ stage }: Replicas): Promise<void> {
  const { world, reader } = stage;
  await world.tell('faults', { kind: 'error', method: 'git.createTag', status: 403, times: 1 }, 'github');
  await ask(stage);
  const notes = { U0BEN: await notesOf(world, 'U0BEN'), U0CLEO: await notesOf(world, 'U0CLEO') };
  const views = [
    { user: 'U0BEN', decision: 'approve', view: await modalOf(world, 'U0BEN', 'approve') },
    { user: 'U0CLEO', decision: 'reject', view: await modalOf(world, 'U0CLEO', 'reject') },
  ];
  await Promise.all(views.map((view) => submit(world, view)));
  const [ben, cleo] = await Promise.all(
    (['U0BEN', 'U0CLEO'] as const).map((user) =>
      until(
        `an answer to ${user}`,
        async () => (await notesOf(world, user)).slice(notes[user].length).at(0),
        30_000,
      ),
    ),
  );
  expect([/You approved/.test(ben ?? ''), /You rejected/.test(cleo ?? '')].toSorted()).toEqual([false, true]);
  const operation = await until(
    'the operation to rest',
    async () =>
      (await reader.operations()).find(({ state }) => ['running', 'awaiting-approval'].includes(state.is)) ===
      undefined
        ? (await reader.operations()).at(-1)
        : undefined,
    60_000,
  );
  if (operation?.state.is === 'stopped') await stop(stage);
  await until(
    'the card to show the decision',
    async () => ((await cardOffering(world, 'navi.approve')) === undefined ? true : undefined),
    10_000,
  );
}

/** The decision's window; a person whose click led to none clicks again. */
function modalOf(world: OnceWorld, user: string, decision: string): Promise<string> {
  return until(
    `a window for ${user}`,
    async () => {
      const card = await cardOffering(world, `navi.${decision}`);
      return card && openModal(world, { user, decision, ts: card.ts });
    },
    20_000,
  );
}

/** A person who was told to wait asks again. */
async function ask({ world, reader }: Replicas['stage']): Promise<void> {
  await until(
    'a card',
    async () => {
      if (!(await waitsForApproval(reader))) await typesAndHears(world, 'U0ADA', 'release v1.2.0');
      return orNot(() => cardOffering(world, 'navi.approve'), 5_000);
    },
    60_000,
  );
}

async function stop({ world, reader }: Replicas['stage']): Promise<void> {
  await until(
    'the operation to be stopped',
    async () => {
      if ((await reader.operations()).every(({ state }) => state.is !== 'stopped')) return true;
      await typesAndHears(world, 'U0ADA', 'stop v1.2.0 --yes');
      return undefined;
    },
    60_000,
  );
}

/** Where the operations stand, and what the processes said. */
async function storyOf({ stage, members }: Replicas): Promise<string> {
  const operations = await stage.reader.operations().catch(() => []);
  const states = operations.map(({ id, state }) => `${id}: ${JSON.stringify(state)}`);
  const outputs = members.map(({ navi }) => navi.output());
  return [states.join('\n'), ...outputs].join('\n-- and --\n');
}

async function expectOneDecisionEach({ stage }: Replicas): Promise<void> {
  const operations = await stage.reader.operations();
  const store = await openStore(stage.place, stage.secret);
  try {
    expect(operations).toHaveLength(ROUNDS);
    for (const { id } of operations) expect(await decisionsOn({ store }, id)).toHaveLength(1);
    expect(await store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
  } finally {
    await store.close();
  }
}
