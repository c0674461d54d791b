import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/domain/operation.ts';
import { keptText } from '../../../src/features/release/plans/stop-content.ts';
import { cardFor } from '../../../src/outbox/card/card-for.ts';
import { carryRelease, pushVersion, release, rollBack, rollbackRequest } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { named } from '../../harness/app/decisions.ts';
import { minutes } from '../../harness/app/late.ts';
import { codes, heldSurfaces, POINTER, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';

const CORE = '@awell-health/navi-core';
let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

/** v1.2.0 is approved and waits for its run. */
async function underWay(): Promise<Operation> {
  const asked = await app.request();
  await app.approve(asked);
  await app.work(20_000);
  return app.operation(asked.id);
}

const request = (of: { release?: string; as?: string; reason?: string } = {}) => {
  const { release: which = 'v1.2.0', as = 'cleo', reason } = of;
  return { ...rollbackRequest(app, { as, ...(reason !== undefined && { reason }) }), release: which };
};

const actions = (operation: Operation) => named(cardFor(app.context, operation).buttons);

it.each([
  ['1.1.0', '1.1.0', 'sha384-a', 'customers keep v1.1.0'],
  ['1.1.0', null, 'sha384-a', 'by the record v1.1.0 is live, but the pointer had content of no version'],
  [null, null, 'sha384-a', 'no version is live by the record, and the pointer had unknown content'],
  [null, null, null, 'customers have no version of this line yet'],
])('what customers keep: record %s, pointer %s with %s', (keeps, from, sha384, said) => {
  const pointer = {
    surface: 'pointer:v1',
    path: POINTER,
    generation: '1',
    to: '1.2.0',
    from,
    sha384,
  } as const;
  expect(keptText({ keeps, pointer })).toBe(said);
});

describe('a release that has moved nothing', () => {
  it('can be stopped on its card and by its version, and what that does is said first', async () => {
    const running = await underWay();
    expect(actions(running)).toContain('stop');
    expect(actions(running)).not.toContain('roll-back');

    const asked = await app.use.previewStop(request());

    expect(asked).toMatchObject({
      is: 'confirmation',
      form: {
        headline: 'v1.2.0 will be stopped; customers keep v1.1.0.',
        words: ['stop', 'v1.2.0'],
        says: expect.arrayContaining([
          'Its workflow run 1001 is cancelled.',
          expect.stringContaining('published under next stays on npm and is deprecated'),
          expect.stringContaining('The tag v1.2.0 stays.'),
        ]),
      },
    });
    expect((await app.operation(running.id)).state.is).toBe('running');
  });

  it('says what the record says where the pointer had bytes of no version', async () => {
    await release(app);
    app.world.objects.put({ path: POINTER, text: 'alert(1)' });
    pushVersion(app, '1.3.0');
    const { id } = await app.request('v1.3.0');

    const asked = await app.use.previewStop(request({ release: 'v1.3.0' }));
    const answer = await app.use.stopRelease(request({ release: 'v1.3.0' }));

    const said = 'y the record v1.2.0 is live, but the pointer had content of no version';
    expect(asked).toMatchObject({ form: { headline: `v1.3.0 will be stopped; b${said}.` } });
    expect(answer).toMatchObject({ text: `v1.3.0 is stopped. B${said}.` });
    expect((await app.operation(id)).state.is).toBe('cancelled');
  });

  it('is stopped: no further step, its run ended, what it published deprecated, the staging tag back', async () => {
    const { scm, registry } = app.world;
    const { id } = await underWay();
    registry.publish({ name: CORE, version: '1.2.0', tag: 'next' });

    const answer = await app.use.stopRelease(request({ reason: 'wrong commit' }));
    expect(answer).toMatchObject({ is: 'accepted', text: 'v1.2.0 is stopped. Customers keep v1.1.0.' });
    await app.work(900_000);

    const { state } = await app.operation(id);
    expect(state).toMatchObject({ is: 'cancelled', by: 'Cleo Martins', reason: 'wrong commit' });
    const stop = await app.operation(state.is === 'cancelled' ? (state.successor ?? '') : '');
    expect(stop).toMatchObject({ kind: 'stop', state: { is: 'done' } });
    expect(scm.runs).toMatchObject([{ status: 'completed', conclusion: 'cancelled' }]);
    const { versions, distTags } = registry.truth(CORE) ?? {};
    expect(versions?.['1.2.0']?.deprecated).toContain('use 1.1.0');
    expect(distTags).toMatchObject({ latest: '1.1.0', next: '1.1.0' });
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect(app.world.objects.callsOf('copy')).toEqual([]);
    expect(await heldSurfaces(app)).toEqual([]);
    expect(await app.store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
  });

  it('never says rolled back, on no card and in no post', async () => {
    await underWay();
    await app.use.stopRelease(request());
    await app.work(900_000);

    const said = app.world.chat.posts
      .filter(({ key }) => !key.includes('rbk_'))
      .map(({ message }) => message);
    // The plan keeps the gate "can be rolled back", and npm's own message is the configuration's.
    const shown = JSON.stringify(said).replaceAll(/"message":"[^"]*"/g, '');
    expect(shown).not.toMatch(/(?<!can be )rolled back|went back|given back/i);
  });

  it('that has failed is stopped too; Cancel is not offered beside it', async () => {
    app.world.scm.onRun((run) => app.world.scm.finishRun(run.id, { build: 'failure' }));
    const failed = await carryRelease(app);
    expect(failed.state.is).toBe('stopped');
    expect(actions(failed)).toContain('stop');
    expect(actions(failed)).not.toContain('abandon');
    expect(actions(failed)).not.toContain('roll-back');

    await app.use.stopRelease(request());
    await app.work(900_000);

    expect((await app.operation(failed.id)).state.is).toBe('cancelled');
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
  });

  it.each(['does not end its run', 'does not answer'])(
    'gives way to a rollback at once while GitHub %s, which takes over what it owed',
    async (how) => {
      const { scm, registry } = app.world;
      scm.onRun((run) => void scm.claimFor(run));
      await underWay();
      registry.publish({ name: CORE, version: '1.2.0', tag: 'next' });
      scm.setHeedsCancel(false);
      if (how === 'does not answer') scm.breakCall('revokeClaim', 'unknown', 30);
      await app.use.stopRelease(request());
      await app.work(10_000);
      const stop = (await app.store.transaction((tx) => tx.operations.open())).find(
        ({ kind }) => kind === 'stop',
      );
      expect(stop?.steps['cancel-run']?.is).toBe('pending');
      expect(await heldSurfaces(app)).toEqual(['pointer:v1']);

      const { id, requestedAt } = await rollBack(app, { target: 'v1.0.0', reason: 'v1.1.0 is broken too' });
      await app.work(5_000);

      expect(pointerText(app)).toBe(loaderText('1.0.0'));
      const swapped = (await app.operation(id)).steps['swap-pointer'];
      expect(swapped?.is === 'done' && Date.parse(swapped.since) - Date.parse(requestedAt)).toBeLessThan(
        2_000,
      );
      expect((await app.operation(stop?.id ?? '')).state).toMatchObject({ is: 'superseded', by: id });
      expect((await app.operation(id)).steps[`deprecate:${CORE}`]).toMatchObject({ is: 'waiting' });

      await minutes(app, 10);
      expect(registry.truth(CORE)?.versions['1.2.0']?.deprecated).toContain('use 1.0.0');
      expect(scm.runs).toMatchObject([{ conclusion: 'cancelled' }]);
    },
  );

  it('and without an approval leaves nothing to do', async () => {
    const asked = await app.request();

    await app.use.stopRelease(request());

    expect((await app.operation(asked.id)).state).toMatchObject({ is: 'cancelled', successor: null });
    expect(await heldSurfaces(app)).toEqual([]);
  });

  it('whose plan was changed behind the journal is only ended', async () => {
    const { id } = await underWay();
    await app.store.transaction(async (tx) => {
      const found = await tx.operations.lock(id);
      if (found === undefined) return;
      const { content } = found.plan;
      await tx.operations.save({
        ...found,
        plan: { ...found.plan, content: { ...content, policy: 'forged' } },
      });
    });

    await app.use.stopRelease(request());

    expect((await app.operation(id)).state).toMatchObject({ is: 'cancelled', successor: null });
  });
});

describe('a stop is refused', () => {
  it('once the pointer has moved: that is a rollback', async () => {
    await release(app);
    expect(codes(await app.use.stopRelease(request()))).toEqual(['nothing-to-stop']);
  });

  it('while the pointer may be moving', async () => {
    app.letWorkflowRun();
    app.world.registry.breakCall('moveDistTag', 'refused', 1);
    const stopped = await carryRelease(app);
    expect(actions(stopped)).not.toContain('stop');

    expect(codes(await app.use.stopRelease(request()))).toEqual(['too-late-to-stop']);
    expect((await app.operation(stopped.id)).state.is).toBe('stopped');
  });

  it('for a version that is not being released, and says which are', async () => {
    await underWay();
    expect(await app.use.stopRelease(request({ release: 'v9.9.9' }))).toMatchObject({
      refusal: { reasons: [{ code: 'nothing-to-stop', asked: 'v9.9.9', releases: ['1.2.0'] }] },
    });
  });

  it('to one who has not the role, and to one who is not proven', async () => {
    const { id } = await underWay();
    const ben = app.caller('ben');
    const approver =
      ben.is === 'person' ? { ...ben, person: { ...ben.person, roles: ['approver' as const] } } : ben;
    expect(codes(await app.use.stopRelease({ ...request(), caller: approver }))).toEqual([
      'permission-missing',
    ]);
    const unproven = { is: 'unproven', claimed: 'somebody' } as const;
    expect(codes(await app.use.stopRelease({ ...request(), caller: unproven }))).toEqual(['token-invalid']);
    expect((await app.operation(id)).state.is).toBe('running');
  });
});
