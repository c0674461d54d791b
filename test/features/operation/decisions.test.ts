import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planRelease } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { codes } from '../../harness/app/seen.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

describe('deciding', () => {
  it('decides once when two people click in the same instant', async () => {
    const asked = await app.request();
    const ben = { ...(await app.click(asked, 'ben')), planHash: asked.plan.hash };
    const cleo = { ...(await app.click(asked, 'cleo')), planHash: asked.plan.hash, reason: 'not today' };

    const answers = await Promise.all([app.use.approve(ben), app.use.reject(cleo)]);

    expect(answers.map((answer) => answer.is).sort()).toEqual(['accepted', 'refusal']);
    expect(answers.flatMap((answer) => codes(answer) ?? [])).toEqual(['already-decided']);
    const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'operation', id: asked.id }));
    const decisions = rows.filter(({ row }) => row.event === 'approved' || row.event === 'rejected');
    expect(decisions).toHaveLength(1);
  });

  describe('in the instant after the card appears, before its post is kept', () => {
    /** The card as it is while it is being posted, and what keeps the post after all. */
    async function justPosted() {
      const asked = await app.request();
      const click = { ...(await app.click(asked, 'ben')), planHash: asked.plan.hash };
      const keep = (ts: string | null, state: 'sending' | 'sent') =>
        app.store.transaction(async (tx) => {
          const row = await tx.outbox.lock(`card:${asked.id}`);
          if (row !== undefined) await tx.outbox.save({ ...row, ts, state });
        });
      await keep(null, 'sending');
      return { asked, click, kept: () => keep(click.card.ts, 'sent') };
    }

    it('waits until it is, and counts', async () => {
      const { asked, click, kept } = await justPosted();

      const decided = app.use.approve(click);
      await app.world.clock.untilWaiting();
      await kept();
      await app.world.clock.advance(200);

      expect(await decided).toMatchObject({ is: 'accepted' });
      expect((await app.operation(asked.id)).state.is).toBe('running');
    });

    it('is refused, to be made again, when that takes long', async () => {
      const { asked, click } = await justPosted();

      const decided = app.use.approve(click);
      await app.world.clock.untilWaiting();
      await app.world.clock.advance(5_000);

      expect(codes(await decided)).toEqual(['card-being-posted']);
      expect((await app.operation(asked.id)).state.is).toBe('awaiting-approval');
    });

    it('is refused at once in another channel', async () => {
      const { click } = await justPosted();

      const decided = app.use.approve({ ...click, card: { channel: 'C0GENERAL', ts: click.card.ts } });

      expect(codes(await decided)).toEqual(['card-not-ours']);
    });
  });

  it('refuses the requester who is an approver too', async () => {
    const answer = await planRelease(app, { as: 'ben' });
    await app.work();
    const asked = await app.operation(answer.is === 'accepted' ? answer.operation : '');

    const own = await app.use.approve({ ...(await app.click(asked, 'ben')), planHash: asked.plan.hash });

    expect(codes(own)).toEqual(['approver-is-requester']);
  });

  it.each([
    ['a forged post', { card: { channel: 'C0RELEASES', ts: '1.1' } }, 'card-not-ours'],
    ['another channel', { card: { channel: 'C0GENERAL', ts: '1.1' } }, 'card-not-ours'],
    ['an old revision', { revision: 0 }, 'plan-outdated'],
    ['an unknown operation', { subject: { kind: 'operation', id: 'rel_none' } }, 'operation-unknown'],
    ['a guest', { caller: { is: 'stranger', account: 'U0GUS', why: 'guest' } as const }, 'stranger'],
  ])('refuses %s', async (_name, forged, code) => {
    const asked = await app.request();
    const click = { ...(await app.click(asked, 'ben')), planHash: asked.plan.hash };

    expect(codes(await app.use.approve({ ...click, ...forged }))).toEqual([code]);
    expect(codes(await app.use.reject({ ...click, ...forged, reason: 'x' }))).toEqual([code]);
    expect((await app.operation(asked.id)).state.is).toBe('awaiting-approval');
  });

  it('makes revision 2 without approvals when the pointer has moved since the plan', async () => {
    const asked = await app.request();
    app.world.objects.put({ path: 'v1/navi-loader.js', text: '/* navi-loader 1.0.0 */\n' });

    const answer = await app.approve(asked);

    expect(codes(answer)).toEqual(['plan-changed']);
    const now = await app.operation(asked.id);
    expect(now.plan.revision).toBe(2);
    expect(now.plan.hash).not.toBe(asked.plan.hash);
    expect(now.state.is).toBe('awaiting-approval');
    expect(codes(await app.approve(asked))).toEqual(['plan-outdated']);
    app.letWorkflowRun();
    await app.approve(now);
    await app.work();
    expect((await app.operation(asked.id)).state.is).toBe('done');
  });

  it('refuses the click, and voids nothing, when a gate blocks now', async () => {
    const asked = await app.request();
    const { head: commit } = await app.world.scm.defaultBranch();
    app.world.scm.setChecks(commit, [
      { name: 'ci', app: 'github-actions', state: 'failure', url: 'https://x' },
    ]);

    expect(codes(await app.approve(asked))).toEqual(['check-not-green']);
    app.world.scm.setChecks(commit, [
      { name: 'ci', app: 'github-actions', state: 'success', url: 'https://x' },
    ]);
    expect(await app.approve(asked)).toMatchObject({ is: 'accepted' });
  });

  it('goes on when only the head of the branch has moved', async () => {
    const asked = await app.request();
    app.world.scm.push({ title: 'Something later' });
    app.letWorkflowRun();

    await app.approve(asked);
    await app.work();

    expect((await app.operation(asked.id)).state.is).toBe('done');
  });

  it('expires an undecided plan, frees its surfaces, and plans it again on a click', async () => {
    const asked = await app.request();
    await app.world.clock.advance(4 * 3_600_000);
    expect(codes(await app.approve(asked))).toEqual(['plan-expired']);
    await app.work();
    const expired = await app.operation(asked.id);
    expect(expired.state.is).toBe('expired');

    const again = await app.use.planAgain(await app.click(expired, 'ada'));

    expect(again).toMatchObject({ is: 'accepted' });
    expect(again).not.toMatchObject({ operation: asked.id });
  });

  it('lets only the requester retract', async () => {
    const asked = await app.request();

    expect(codes(await app.use.retract(await app.click(asked, 'ben')))).toEqual(['not-the-requester']);
    expect(await app.use.retract(await app.click(asked, 'ada'))).toMatchObject({ is: 'accepted' });
    expect((await app.operation(asked.id)).state.is).toBe('retracted');
  });
});
