import { afterEach, describe, expect, it } from 'vitest';
import type { FreezeRule } from '../../../src/domain/freeze.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import { movesOf } from '../../../src/features/operation/decidable.ts';
import { reviewsOwed } from '../../../src/features/release/break-glass/reviews.ts';
import { cardFor } from '../../../src/outbox/card/card-for.ts';
import { choose, rollBack } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { codes, pointerText } from '../../harness/app/seen.ts';
import { typed } from '../../harness/app/typed.ts';
import { loaderText } from '../../harness/fakes/story.ts';
import { settingsWith } from '../../harness/samples/settings.ts';

const HOUR_MS = 3_600_000;
/** The fakes' clock starts on Monday at 09:00 UTC. */
const MONDAY: FreezeRule = {
  is: 'window',
  days: ['mon'],
  from: '08:00',
  to: '12:00',
  zone: 'UTC',
  why: 'planning',
};

let app: TestApp;
afterEach(() => app.close());

const freeze = (words: string, by = 'cleo') => typed(app, `freeze ${words}`, { by });
const unfreeze = (by = 'ada') => typed(app, 'unfreeze it is over', { by });
const buttons = (operation: Operation) =>
  cardFor(app.context, operation).buttons.map(({ decision, label }) => `${decision}: ${label}`);
const posted = () => JSON.stringify(app.world.chat.posts);

/** A release whose workflow has run, and which a freeze has caught before the pointer. */
async function caught(): Promise<Operation> {
  app.world.scm.onRun(async (run) => {
    await app.world.runWorkflow(run);
    await freeze('4h "an outage"');
  });
  const asked = await app.request();
  await app.approve(asked);
  await app.work();
  return app.operation(asked.id);
}

describe('a freeze', () => {
  it('that a person sets is posted with who and why, refuses a release, and is lifted', async () => {
    app = await openApp();

    expect(await freeze('until 17:00 the audit')).toMatchObject({
      is: 'line',
      text: 'Releases are frozen until 2026-11-23T16:00:00.000Z: the audit.',
    });
    expect(await typed(app, 'release v1.2.0')).toMatchObject({
      refusal: { reasons: [{ code: 'frozen', lifters: ['Ada Okafor', 'Ben Ivarsson', 'Cleo Martins'] }] },
    });
    await app.work(1_000);
    expect(posted()).toContain('Cleo Martins froze all releases: the audit');
    expect(await unfreeze()).toMatchObject({ is: 'line', level: 'good' });
    expect(codes(await unfreeze())).toEqual(['not-frozen']);
    expect(await typed(app, 'release v1.2.0')).toMatchObject({ is: 'accepted' });
  });

  it.each([
    ['until', 'Write the time'],
    ['until noon the audit', 'Write the time'],
    ['until 2026-02-30 09:00 the audit', 'Write the time'],
    ['until 2026-11-01 09:00 the audit', 'is over'],
    ['until 2028-11-01 09:00 the audit', 'at most a year'],
    ['4h', 'needs a reason'],
  ])('is not set by "freeze %s"', async (words, problem) => {
    app = await openApp();
    expect(await freeze(words)).toMatchObject({
      refusal: { reasons: [{ code: 'usage', problem: expect.stringContaining(problem) }] },
    });
  });

  it('of the configuration refuses a release, and no person lifts it', async () => {
    app = await openApp({ freezes: [MONDAY] });

    expect(await typed(app, 'release v1.2.0')).toMatchObject({
      refusal: { reasons: [{ code: 'frozen', until: '2026-11-23T12:00:00.000Z', lifters: [] }] },
    });
    expect(await unfreeze()).toMatchObject({
      refusal: { reasons: [{ code: 'not-frozen', configured: expect.stringContaining('planning') }] },
    });
    await app.world.clock.advance(3 * HOUR_MS);
    expect(await typed(app, 'release v1.2.0')).toMatchObject({ is: 'accepted' });
  });

  it('that begins after the request refuses the approval', async () => {
    app = await openApp();
    const asked = await app.request();
    await freeze('4h "an outage"');

    expect(codes(await app.approve(asked))).toEqual(['frozen']);
    expect((await app.operation(asked.id)).state.is).toBe('awaiting-approval');
  });

  it('that begins between approval and first write lets nothing be written', async () => {
    app = await openApp();
    const asked = await app.request();
    await app.approve(asked);
    await freeze('4h "an outage"');
    await app.work();

    const waiting = await app.operation(asked.id);
    expect(waiting.state).toMatchObject({ is: 'stopped', trouble: { code: 'frozen' } });
    expect(app.world.scm.callsOf('createTag')).toEqual([]);
    expect(buttons(waiting).map((one) => one.split(':')[0])).not.toContain('retry');
  });

  it('that begins before the pointer is moved holds the release, and Navi asks at its end', async () => {
    app = await openApp();
    app.letWorkflowRun();
    const waiting = await caught();
    expect(waiting.state).toMatchObject({
      is: 'stopped',
      step: 'swap-pointer',
      trouble: { code: 'frozen', detail: expect.stringContaining('an outage (Cleo Martins)') },
    });
    expect(pointerText(app)).toBe(loaderText('1.1.0'));

    await app.world.clock.advance(4 * HOUR_MS);
    await app.work(60_000);
    const asked = await app.operation(waiting.id);
    expect(asked.state).toMatchObject({ is: 'stopped', trouble: { code: 'thawed' } });
    expect(buttons(asked)).toContain('retry: Continue');
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect(posted()).toContain('Press Continue or Cancel on its card');

    await choose(app, 'retry', asked);
    await app.work();
    expect((await app.operation(waiting.id)).state.is).toBe('done');
    expect(pointerText(app)).toBe(loaderText('1.2.0'));
  });

  it('asks at once when it is lifted', async () => {
    app = await openApp();
    const waiting = await caught();
    await unfreeze();
    await app.work(10_000);

    expect((await app.operation(waiting.id)).state).toMatchObject({ trouble: { code: 'thawed' } });
  });

  it('lets a release finish that has moved the pointer', async () => {
    app = await openApp();
    app.letWorkflowRun();
    let froze = 0;
    app.world.cdn.before('purge', async () => {
      froze += 1;
      if (froze === 1) await freeze('4h "an outage"');
    });
    const asked = await app.request();
    await app.approve(asked);
    await app.work();

    expect(froze).toBeGreaterThan(0);
    expect(codes(await typed(app, 'release v1.3.0'))).toContain('frozen');

    expect((await app.operation(asked.id)).state.is).toBe('done');
  });

  it('stops neither a rollback nor a stop', async () => {
    app = await openApp();
    const waiting = await caught();
    const stopped = await app.use.stopRelease({
      release: waiting.id,
      reason: undefined,
      caller: app.caller('cleo'),
      place: { is: 'slack', channel: 'C0RELEASES' },
    });
    expect(stopped.is).toBe('accepted');
    await app.work();
    expect((await app.operation(waiting.id)).state.is).toBe('cancelled');
    const back = await rollBack(app, { target: 'v1.0.0', reason: 'it is worse' });
    await app.work();
    expect((await app.operation(back.id)).state.is).toBe('done');
  });
});

describe('break glass for a release that a freeze has paused', () => {
  it('lifts the freeze with one approval of another person, is on the card, and owes a review', async () => {
    const { people, release } = settingsWith();
    const dora = { id: 'dora', name: 'Dora Diaz', slack: 'U0DORA', roles: ['release-manager' as const] };
    app = await openApp({ people: [...people, dora], release: { ...release, approvals: 2 } });
    app.world.scm.onRun(async (run) => {
      await app.world.runWorkflow(run);
      await freeze('4h "an outage"');
    });
    const asked = await app.request();
    for (const id of ['ben', 'cleo'])
      await app.use.approve({ ...(await app.click(asked, id)), planHash: asked.plan.hash });
    await app.work();
    const waiting = await app.operation(asked.id);
    expect(buttons(waiting)).toContain('break-glass: Break glass');
    const click = { ...(await app.click(waiting, 'dora')), reason: 'customers are down', planHash: '' };
    expect(await app.use.decide('break-glass', click)).toMatchObject({ is: 'accepted' });
    await app.work(5_000);

    const revised = await app.operation(asked.id);
    const lifts = ['releases are not frozen', 'approvals above the first'];
    expect(revised).toMatchObject({
      state: { is: 'awaiting-approval' },
      approvers: [],
      plan: { revision: 2, content: { approval: { n: 1 }, breakGlass: { lifts } } },
    });
    expect(JSON.stringify(cardFor(app.context, revised).operation.plan)).toContain('customers are down');
    expect(posted()).toContain(
      'Dora Diaz releases v1.2.0 by break glass: customers are down. Lifted: the check that releases are not frozen',
    );
    expect(movesOf(revised, app.context)).toContain(
      'break glass: customers are down; lifts the check that releases are not frozen, approvals above the first',
    );
    expect(await app.store.transaction(reviewsOwed)).toEqual([]);

    await app.use.approve({ ...(await app.click(revised, 'ben')), planHash: revised.plan.hash });
    const at = app.world.clock.now().getTime();
    await app.work();
    expect((await app.operation(asked.id)).state.is).toBe('done');
    expect(pointerText(app)).toBe(loaderText('1.2.0'));
    const [owed] = await app.store.transaction(reviewsOwed);
    expect(owed?.involved.toSorted()).toEqual(['ada', 'ben', 'dora']);
    expect(Math.abs(Date.parse(owed?.due ?? '') - at - 24 * HOUR_MS)).toBeLessThan(5_000);
  });

  it('is offered only while a freeze holds it, and the requester does not approve it', async () => {
    app = await openApp();
    const waiting = await caught();
    const click = { ...(await app.click(waiting, 'ada')), reason: 'customers are down', planHash: '' };
    await app.use.decide('break-glass', click);
    await app.work(5_000);
    const revised = await app.operation(waiting.id);
    expect(buttons(revised).map((one) => one.split(':')[0])).not.toContain('break-glass');
    expect(codes(await app.use.decide('break-glass', { ...click, revision: 2 }))).toEqual([
      'choice-not-offered',
    ]);
    const own = { ...(await app.click(revised, 'ada')), planHash: revised.plan.hash };
    expect((await app.use.approve(own)).is).toBe('refusal');
  });
});

describe('an exception to a freeze', () => {
  it('is asked for with the release, needs one more approver, and is journalled', async () => {
    app = await openApp({ freezes: [MONDAY] });
    app.letWorkflowRun();
    const answer = await typed(app, 'release v1.2.0 --exception "a security fix"');
    if (answer.is !== 'accepted') throw new Error(JSON.stringify(answer));
    await app.work(5_000);
    const asked = await app.operation(answer.operation);
    expect(asked.plan.content.approval).toMatchObject({ n: 2 });
    expect(JSON.stringify(cardFor(app.context, asked).operation.shown)).toContain('a security fix');

    await app.approve(asked);
    await app.work(5_000);
    expect((await app.operation(asked.id)).state.is).toBe('awaiting-approval');
    await app.use.approve({ ...(await app.click(asked, 'cleo')), planHash: asked.plan.hash });
    await app.work();
    expect((await app.operation(asked.id)).state.is).toBe('done');
    expect(JSON.stringify(await typed(app, 'monitor'))).toContain(
      'v1.2.0 has an exception to a freeze: a security fix (asked by Ada Okafor; approved by Ben Ivarsson, Cleo Martins)',
    );
    const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'operation', id: asked.id }));
    expect(rows[0]?.row).toMatchObject({ event: 'requested', details: { exception: 'a security fix' } });
  });

  it('holds for the freezes that it was asked for, and for no later one', async () => {
    app = await openApp({ freezes: [MONDAY] });
    const answer = await typed(app, 'release v1.2.0 --exception "a security fix"');
    await app.work(5_000);
    await freeze('4h "an outage"');
    const asked = await app.operation(answer.is === 'accepted' ? answer.operation : '');

    expect(codes(await app.approve(asked))).toEqual(['frozen']);
  });

  it('is refused where nothing is frozen, and where too few people could approve it', async () => {
    app = await openApp();
    expect(codes(await typed(app, 'release v1.2.0 --exception "x"'))).toEqual(['exception-not-needed']);
    await freeze('4h "an outage"');
    const answer = await typed(app, 'release v1.2.0 --exception "x"', { by: 'ben' });
    expect(answer).toMatchObject({
      refusal: { reasons: [{ code: 'exception-lacks-approvers', needs: 2, people: ['Cleo Martins'] }] },
    });
    expect(await typed(app, 'release v1.2.0', { by: 'ben' })).toMatchObject({
      refusal: { reasons: [{ code: 'frozen', except: null }] },
    });
  });

  it('of a release that waits goes on when two people approve it', async () => {
    app = await openApp();
    const waiting = await caught();
    const click = { ...(await app.click(waiting, 'ada')), reason: 'a security fix', planHash: '' };
    expect(await app.use.decide('except', click)).toMatchObject({ is: 'accepted' });
    await app.work(5_000);
    const revised = await app.operation(waiting.id);
    expect(revised).toMatchObject({
      state: { is: 'awaiting-approval' },
      plan: { revision: 2, content: { exception: { reason: 'a security fix' }, approval: { n: 2 } } },
    });

    for (const id of ['ben', 'cleo'])
      await app.use.approve({ ...(await app.click(revised, id)), planHash: revised.plan.hash });
    await app.work();
    expect((await app.operation(waiting.id)).state.is).toBe('done');
    expect(pointerText(app)).toBe(loaderText('1.2.0'));
  });
});
