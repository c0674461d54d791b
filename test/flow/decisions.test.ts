import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planRelease } from './deeds.ts';
import { openDesk, type TestDesk } from './desk.ts';
import { codes } from './seen.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

describe('deciding', () => {
  it('decides once when two people click in the same instant', async () => {
    const asked = await desk.request();
    const ben = { ...(await desk.click(asked, 'ben')), planHash: asked.plan.hash };
    const cleo = { ...(await desk.click(asked, 'cleo')), planHash: asked.plan.hash, reason: 'not today' };

    const answers = await Promise.all([desk.use.approve(ben), desk.use.reject(cleo)]);

    expect(answers.map((answer) => answer.is).sort()).toEqual(['accepted', 'refusal']);
    expect(answers.flatMap((answer) => codes(answer) ?? [])).toEqual(['already-decided']);
    const rows = await desk.store.transaction((tx) => tx.journal.of({ kind: 'operation', id: asked.id }));
    const decisions = rows.filter(({ row }) => row.event === 'approved' || row.event === 'rejected');
    expect(decisions).toHaveLength(1);
  });

  describe('in the instant after the card appears, before its post is kept', () => {
    /** The card as it is while it is being posted, and what keeps the post after all. */
    async function justPosted() {
      const asked = await desk.request();
      const click = { ...(await desk.click(asked, 'ben')), planHash: asked.plan.hash };
      const keep = (ts: string | null, state: 'sending' | 'sent') =>
        desk.store.transaction(async (tx) => {
          const row = await tx.outbox.lock(`card:${asked.id}`);
          if (row !== undefined) await tx.outbox.save({ ...row, ts, state });
        });
      await keep(null, 'sending');
      return { asked, click, kept: () => keep(click.card.ts, 'sent') };
    }

    it('waits until it is, and counts', async () => {
      const { asked, click, kept } = await justPosted();

      const decided = desk.use.approve(click);
      await desk.world.clock.untilWaiting();
      await kept();
      await desk.world.clock.advance(200);

      expect(await decided).toMatchObject({ is: 'accepted' });
      expect((await desk.operation(asked.id)).state.is).toBe('running');
    });

    it('is refused, to be made again, when that takes long', async () => {
      const { asked, click } = await justPosted();

      const decided = desk.use.approve(click);
      await desk.world.clock.untilWaiting();
      await desk.world.clock.advance(5_000);

      expect(codes(await decided)).toEqual(['card-being-posted']);
      expect((await desk.operation(asked.id)).state.is).toBe('awaiting-approval');
    });

    it('is refused at once in another channel', async () => {
      const { click } = await justPosted();

      const decided = desk.use.approve({ ...click, card: { channel: 'C0GENERAL', ts: click.card.ts } });

      expect(codes(await decided)).toEqual(['card-not-ours']);
    });
  });

  it('refuses the requester who is an approver too', async () => {
    const answer = await planRelease(desk, { as: 'ben' });
    await desk.work();
    const asked = await desk.operation(answer.is === 'accepted' ? answer.operation : '');

    const own = await desk.use.approve({ ...(await desk.click(asked, 'ben')), planHash: asked.plan.hash });

    expect(codes(own)).toEqual(['approver-is-requester']);
  });

  it.each([
    ['a forged post', { card: { channel: 'C0RELEASES', ts: '1.1' } }, 'card-not-ours'],
    ['another channel', { card: { channel: 'C0GENERAL', ts: '1.1' } }, 'card-not-ours'],
    ['an old revision', { revision: 0 }, 'plan-outdated'],
    ['an unknown operation', { subject: { kind: 'operation', id: 'rel_none' } }, 'operation-unknown'],
    ['a guest', { caller: { is: 'stranger', account: 'U0GUS', why: 'guest' } as const }, 'stranger'],
  ])('refuses %s', async (_name, forged, code) => {
    const asked = await desk.request();
    const click = { ...(await desk.click(asked, 'ben')), planHash: asked.plan.hash };

    expect(codes(await desk.use.approve({ ...click, ...forged }))).toEqual([code]);
    expect(codes(await desk.use.reject({ ...click, ...forged, reason: 'x' }))).toEqual([code]);
    expect((await desk.operation(asked.id)).state.is).toBe('awaiting-approval');
  });

  it('makes revision 2 without approvals when the pointer has moved since the plan', async () => {
    const asked = await desk.request();
    desk.world.objects.put({ path: 'v1/navi-loader.js', text: '/* navi-loader 1.0.0 */\n' });

    const answer = await desk.approve(asked);

    expect(codes(answer)).toEqual(['plan-changed']);
    const now = await desk.operation(asked.id);
    expect(now.plan.revision).toBe(2);
    expect(now.plan.hash).not.toBe(asked.plan.hash);
    expect(now.state.is).toBe('awaiting-approval');
    expect(codes(await desk.approve(asked))).toEqual(['plan-outdated']);
    desk.letWorkflowRun();
    await desk.approve(now);
    await desk.work();
    expect((await desk.operation(asked.id)).state.is).toBe('done');
  });

  it('refuses the click, and voids nothing, when a gate blocks now', async () => {
    const asked = await desk.request();
    const { head: commit } = await desk.world.scm.defaultBranch();
    desk.world.scm.setChecks(commit, [
      { name: 'ci', app: 'github-actions', state: 'failure', url: 'https://x' },
    ]);

    expect(codes(await desk.approve(asked))).toEqual(['check-not-green']);
    desk.world.scm.setChecks(commit, [
      { name: 'ci', app: 'github-actions', state: 'success', url: 'https://x' },
    ]);
    expect(await desk.approve(asked)).toMatchObject({ is: 'accepted' });
  });

  it('goes on when only the head of the branch has moved', async () => {
    const asked = await desk.request();
    desk.world.scm.push({ title: 'Something later' });
    desk.letWorkflowRun();

    await desk.approve(asked);
    await desk.work();

    expect((await desk.operation(asked.id)).state.is).toBe('done');
  });

  it('expires a plan that nobody decided on, frees it, and plans it again on a click', async () => {
    const asked = await desk.request();
    await desk.world.clock.advance(4 * 3_600_000);
    expect(codes(await desk.approve(asked))).toEqual(['plan-expired']);
    await desk.work();
    const expired = await desk.operation(asked.id);
    expect(expired.state.is).toBe('expired');

    const again = await desk.use.planAgain(await desk.click(expired, 'ada'));

    expect(again).toMatchObject({ is: 'accepted' });
    expect(again).not.toMatchObject({ operation: asked.id });
  });

  it('lets only the requester retract', async () => {
    const asked = await desk.request();

    expect(codes(await desk.use.retract(await desk.click(asked, 'ben')))).toEqual(['not-the-requester']);
    expect(await desk.use.retract(await desk.click(asked, 'ada'))).toMatchObject({ is: 'accepted' });
    expect((await desk.operation(asked.id)).state.is).toBe('retracted');
  });
});
