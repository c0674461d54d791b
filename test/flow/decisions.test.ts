import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/person.ts';
import { openDesk, RELEASES, type TestDesk } from './desk.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const codes = (answer: unknown) =>
  (answer as { refusal?: { reasons: { code: string }[] } }).refusal?.reasons.map((reason) => reason.code);

describe('asking', () => {
  it('lists every blocker at once, and journals the refusal', async () => {
    const { scm } = desk.world;
    const head = scm.push({
      title: 'Break things',
      files: {
        'packages/navi-loader/package.json': '{"name":"@awell-health/navi-loader","version":"1.3.0"}',
        'packages/navi-js/src/cdn-version-map.ts': 'export const CDN_VERSION_MAP = { "1.1.0": "v1.1.0" };',
        '.github/workflows/release.yml': 'on: [push, workflow_dispatch]\njobs: { build: {} }',
      },
    });
    scm.setChecks(head, [{ name: 'ci', app: 'github-actions', state: 'failure', url: 'https://x' }]);

    const answer = await desk.use.planRelease({
      version: 'v1.2.0',
      dryRun: false,
      caller: desk.caller('ada'),
      place: RELEASES,
    });

    expect(codes(answer)).toEqual([
      'check-not-green',
      'loader-version-differs',
      'version-map-entry-missing',
      'workflow-second-trigger',
      'workflow-job-missing',
    ]);
    const rows = await desk.store.transaction((tx) => tx.journal.of({ kind: 'caller', id: 'U0ADA' }));
    expect(rows.map(({ row }) => row.event)).toEqual(['refused']);
  });

  it.each([
    ['1.2', 'version-malformed'],
    ['v1.0.5', 'version-not-newer'],
    ['v1.1.0', 'already-released'],
    ['v1.2.0-beta.1', 'version-prerelease'],
  ])('refuses %s with %s', async (version, code) => {
    const answer = await desk.use.planRelease({
      version,
      dryRun: false,
      caller: desk.caller('ada'),
      place: RELEASES,
    });

    expect(codes(answer)).toContain(code);
  });

  it('takes a repeated request for one request', async () => {
    const first = await desk.request();
    const again = await desk.request();

    expect(again.id).toBe(first.id);
    expect(await desk.store.transaction((tx) => tx.operations.recent(5))).toHaveLength(1);
  });

  it('lets somebody else replace a plan that nobody has approved, and tells so on its card', async () => {
    const first = await desk.request();

    const answer = await desk.use.planRelease({
      version: 'v1.2.0',
      dryRun: false,
      caller: desk.caller('ben'),
      place: RELEASES,
    });

    expect(answer).toMatchObject({ is: 'accepted' });
    expect((await desk.operation(first.id)).state).toMatchObject({ is: 'replaced', by: 'Ben Ivarsson' });
  });

  it('refuses what an approved release holds, naming its holder', async () => {
    const first = await desk.request();
    await desk.approve(first);
    const { scm } = desk.world;
    const head = scm.push({
      title: 'v1.3.0',
      files: {
        'packages/navi-loader/package.json': '{"name":"@awell-health/navi-loader","version":"1.3.0"}',
        'packages/navi-js/src/cdn-version-map.ts': 'export const CDN_VERSION_MAP = { "1.3.0": "v1.3.0" };',
      },
    });
    scm.setChecks(head, [{ name: 'ci', app: 'github-actions', state: 'success', url: 'https://x' }]);

    const answer = await desk.use.planRelease({
      version: 'v1.3.0',
      dryRun: false,
      caller: desk.caller('ben'),
      place: RELEASES,
    });

    expect(answer).toMatchObject({
      refusal: { reasons: [{ code: 'surface-held', operation: first.id, requester: 'Ada Okafor' }] },
    });
  });
});

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
    const answer = await desk.use.planRelease({
      version: 'v1.2.0',
      dryRun: false,
      caller: desk.caller('ben'),
      place: RELEASES,
    });
    await desk.work();
    const asked = await desk.operation(answer.is === 'accepted' ? answer.operation : '');

    const own = await desk.use.approve({ ...(await desk.click(asked, 'ben')), planHash: asked.plan.hash });

    expect(codes(own)).toEqual(['approver-is-requester']);
  });

  it.each([
    ['a forged post', { card: { channel: 'C0RELEASES', ts: '1.1' } }, 'card-not-ours'],
    ['another channel', { card: { channel: 'C0GENERAL', ts: '1.1' } }, 'card-not-ours'],
    ['an old revision', { revision: 0 }, 'plan-outdated'],
    ['an unknown operation', { operation: 'rel_none' }, 'operation-unknown'],
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

describe('decided from the terminal', () => {
  const proven = (id: string): Caller => {
    const caller = desk.caller(id);
    if (caller.is !== 'person') throw new Error('a person');
    return { ...caller, account: caller.person.github ?? '', how: 'github-token' };
  };
  const typed = (operation: string, caller: Caller) =>
    ({ caller, operation, revision: 'current', card: 'terminal' }) as const;

  it('an approval by a proven person counts like a click, and the journal says where it was given', async () => {
    desk.letWorkflowRun();
    const asked = await desk.request();
    const planHash = asked.plan.hash.slice(0, 8);

    await desk.use.approve({ ...typed(asked.id, proven('ben')), planHash });
    await desk.work();

    expect((await desk.operation(asked.id)).state.is).toBe('done');
    const rows = await desk.store.transaction((tx) => tx.journal.of({ kind: 'operation', id: asked.id }));
    expect(rows.find(({ row }) => row.event === 'approved')?.row.actor).toMatchObject({
      person: 'ben',
      how: 'github-token',
      place: { is: 'terminal' },
    });
  });

  it.each([
    ['by nobody proven', () => ({ is: 'unproven', claimed: 'ben' }) as const, 'token-invalid'],
    ['with an account of Slack', () => desk.caller('ben'), 'card-not-ours'],
    ['by the requester', () => proven('ada'), 'approver-role-missing'],
  ] as const)('not %s', async (_what, caller, code) => {
    const asked = await desk.request();
    expect(
      await desk.use.approve({ ...typed(asked.id, caller()), planHash: asked.plan.hash.slice(0, 8) }),
    ).toMatchObject({ is: 'refusal', refusal: { reasons: [{ code }] } });
  });

  it.each(['', '6ad5', 'ffffffff'])('not of a plan whose hash was not given: "%s"', async (planHash) => {
    const asked = await desk.request();
    expect(await desk.use.approve({ ...typed(asked.id, proven('ben')), planHash })).toMatchObject({
      is: 'refusal',
      refusal: { reasons: [{ code: 'plan-differs' }] },
    });
  });
});
