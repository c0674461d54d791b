import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/domain/message.ts';
import type { Operation } from '../../src/domain/operation.ts';
import type { StepIo } from '../../src/engine/step.ts';
import { watchSurfaces } from '../../src/flow/steps/watch-surfaces.ts';
import { loaderText } from '../fakes/story.ts';
import { planRelease, release, rollBack, unlock } from './actions.ts';
import { openApp, type TestApp } from './app.ts';
import { makeReady } from './model/world-deeds.ts';
import { codes, latest, POINTER, pointerText } from './seen.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

/** v1.2.0 was released, and rolled back to v1.1.0 half a minute ago. */
async function rolledBack(): Promise<Operation> {
  await release(app);
  const { id } = await rollBack(app);
  await app.work(30_000);
  return app.operation(id);
}

async function ask(version: string): Promise<Message> {
  makeReady(app.world, version.slice(1));
  return planRelease(app, { version });
}

/** The patch release that the rollback's card tells people to make: unlocked, asked for, its card delivered. */
async function askedForPatch(version = 'v1.2.1'): Promise<Operation> {
  await unlock(app);
  const answer = await ask(version);
  if (answer.is !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(answer)}`);
  await app.work(2_000);
  return app.operation(answer.operation);
}

async function eventsOf({ id }: Operation): Promise<string[]> {
  const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'operation', id }));
  return rows.map(({ row }) => row.event);
}

describe('while a rollback only watches', () => {
  it('a patch is planned and released once the line is unlocked, and its approval ends the watch', async () => {
    const rollback = await rolledBack();
    expect(rollback.steps['watch-surfaces']).toMatchObject({ is: 'pending' });
    const patch = await askedForPatch();
    expect((await app.operation(rollback.id)).state.is).toBe('running');
    expect(await app.use.status()).toMatchObject({
      report: {
        underWay: [
          {
            operation: rollback.id,
            waitsFor: expect.stringMatching(/^the end of the watch/),
            safety: { clean: 2 },
          },
          { operation: patch.id, state: 'awaiting-approval', safety: null },
        ],
        locked: [],
        undelivered: [],
      },
    });

    expect(await app.approve(patch)).toMatchObject({ is: 'accepted' });
    expect((await app.operation(rollback.id)).state).toMatchObject({ is: 'superseded', by: patch.id });
    await app.work(900_000);

    expect((await app.operation(patch.id)).state.is).toBe('done');
    expect(pointerText(app)).toBe(loaderText('1.2.1'));
    expect([latest(app, 'navi-core'), latest(app, 'navi-js')]).toEqual(['1.2.1', '1.2.1']);
    expect((await eventsOf(rollback)).slice(-1)).toEqual(['superseded']);
    const card = app.world.chat.posts.find((post) => post.key === `card:${rollback.id}`);
    expect(JSON.stringify(card?.message)).toContain(`${patch.id} took over, so monitoring ended early`);
    expect(await app.store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
  });

  it('whoever approves the patch is told on its card that this ends the watch', async () => {
    const rollback = await rolledBack();

    expect((await askedForPatch()).shown.verdicts).toContainEqual({
      gate: 'no conflicting release',
      is: 'warn',
      evidence: `${rollback.id} still monitors its rollback; that ends when this is approved`,
    });
  });

  it('the lock holds until it is opened, and what is not given back yet is in the way', async () => {
    await rolledBack();
    expect(codes(await ask('v1.2.1'))).toEqual(['line-locked']);
  });

  it('a rollback that has not given everything back yet stays in the way', async () => {
    await release(app);
    await rollBack(app);
    await unlock(app);

    expect(codes(await ask('v1.2.1'))).toEqual(['surface-held']);
  });

  it('so does one whose watch has raised an alarm', async () => {
    const rollback = await rolledBack();
    app.world.objects.put({ path: POINTER, text: 'who are you' });
    await app.work(30_000);
    expect((await app.operation(rollback.id)).state.is).toBe('stopped');
    await unlock(app);

    expect(codes(await ask('v1.2.1'))).toEqual(['surface-held']);
  });
});

describe('while the patch waits for its approval', () => {
  it('a late write is still taken back, and the approval then wants a look at what moved', async () => {
    const rollback = await rolledBack();
    const patch = await askedForPatch();

    app.world.objects.put({ path: POINTER, text: loaderText('1.2.0') });
    await app.work(40_000);

    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect((await app.operation(rollback.id)).state.is).toBe('running');
    expect(codes(await app.approve(patch))).toEqual(['plan-changed']);
    expect((await app.operation(rollback.id)).state.is).toBe('running');
    await app.work(2_000);
    await app.approve(await app.operation(patch.id));
    expect((await app.operation(rollback.id)).state.is).toBe('superseded');
  });

  it('a patch that is rejected leaves the watch running to its end', async () => {
    const rollback = await rolledBack();
    const patch = await askedForPatch();
    const click = await app.click(patch, 'ben');

    await app.use.reject({ ...click, planHash: patch.plan.hash, reason: 'not today' });
    await app.work(900_000);

    const { state, steps } = await app.operation(rollback.id);
    expect(state.is).toBe('done');
    expect(steps['watch-surfaces']).toMatchObject({ evidence: { watchedSeconds: 600 } });
  });

  it('a rollback asked for again joins the one that watches, and one to another target takes over from both', async () => {
    const rollback = await rolledBack();
    const patch = await askedForPatch();

    expect(await rollBack(app, { target: 'v1.1.0' })).toMatchObject({ id: rollback.id });
    expect((await app.operation(patch.id)).state.is).toBe('awaiting-approval');

    const further = await rollBack(app, { target: 'v1.0.0', reason: 'it hurts' });
    expect((await app.operation(rollback.id)).state).toMatchObject({ is: 'superseded', by: further.id });
    expect((await app.operation(patch.id)).state).toMatchObject({ is: 'superseded', by: further.id });
    await app.work(900_000);
    expect(pointerText(app)).toBe(loaderText('1.0.0'));
  });

  it('an alarm that was raised meanwhile ends with the watch: whoever approves has seen what moved', async () => {
    const rollback = await rolledBack();
    const patch = await askedForPatch();
    app.world.objects.put({ path: POINTER, text: 'who are you' });
    await app.work(40_000);
    expect((await app.operation(rollback.id)).state.is).toBe('stopped');

    expect(codes(await app.approve(patch))).toEqual(['plan-changed']);
    await app.work(2_000);
    await app.approve(await app.operation(patch.id));
    await app.work(900_000);

    expect((await app.operation(rollback.id)).state).toMatchObject({ is: 'superseded', by: patch.id });
    expect(pointerText(app)).toBe(loaderText('1.2.1'));
  });
});

describe('a watch that is ended while it looks', () => {
  it('takes nothing back any more', async () => {
    const rollback = await rolledBack();
    const patch = await askedForPatch();
    // What it is about to find would be taken back: the bytes of the release that it took back.
    const look = app.world.objects.pauseNext('read');
    const working = app.work(60_000);
    await look.reached;
    await app.approve(patch);
    app.world.objects.put({ path: POINTER, text: loaderText('1.2.0') });
    look.resume();
    await working;

    expect((await app.operation(rollback.id)).state.is).toBe('superseded');
    expect(pointerText(app)).toBe(loaderText('1.2.0'));
    expect((await eventsOf(rollback)).slice(-1)).toEqual(['superseded']);
  });

  it('takes back the pointer that it saw and no newer one, though it was held up and the bytes are the same', async () => {
    const operation = await rolledBack();
    const watch = operation.plan.content.steps.find((step) => step.kind === 'watch-surfaces');
    if (watch === undefined) throw new Error('it watches nothing');
    const at = '2026-11-23T09:00:00.000Z';
    const io: StepIo = {
      use: app.world,
      operation,
      settings: app.context.settings,
      state: { is: 'waiting' },
      now: new Date(at),
      begunAt: at,
      retries: 0,
    };
    app.world.objects.put({ path: POINTER, text: loaderText('1.2.0') });
    const looked = await watchSurfaces.open(watch)?.observe(io);
    // As a release does whose loader did not change since the one that was taken back.
    app.world.objects.put({ path: POINTER, text: loaderText('1.2.0') });

    await expect(looked?.is === 'absent' ? looked.act?.(io) : undefined).rejects.toThrow();
    expect(pointerText(app)).toBe(loaderText('1.2.0'));
  });
});

describe('a release of another line that moves the same packages', () => {
  it('has the watch give way too, and ends it when it is approved: its own moves are no alarm', async () => {
    const rollback = await rolledBack();
    const answer = await ask('v2.0.0');
    if (answer.is !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(answer)}`);
    await app.work(2_000);
    expect((await app.operation(rollback.id)).state.is).toBe('running');

    await app.approve(await app.operation(answer.operation));
    await app.work(900_000);

    expect((await app.operation(answer.operation)).state.is).toBe('done');
    expect((await app.operation(rollback.id)).state).toMatchObject({
      is: 'superseded',
      by: answer.operation,
    });
    expect([latest(app, 'navi-core'), pointerText(app)]).toEqual(['2.0.0', loaderText('1.1.0')]);
  });
});
