import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../src/domain/operation.ts';
import { loaderText } from '../fakes/story.ts';
import { openDesk, RELEASES, type TestDesk } from './desk.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const pointerText = () =>
  Buffer.from(desk.world.objects.live.get('v1/navi-loader.js')?.bytes ?? []).toString();
const latest = (name: string) => desk.world.registry.truth(`@awell-health/${name}`)?.distTags['latest'];
const deprecated = (name: string, version: string) =>
  desk.world.registry.truth(`@awell-health/${name}`)?.versions[version]?.deprecated;

async function release(): Promise<Operation> {
  desk.letWorkflowRun();
  const asked = await desk.request();
  await desk.approve(asked);
  await desk.work();
  return desk.operation(asked.id);
}

function request(change: { target?: string; reason?: string; cdnOnly?: boolean; as?: string } = {}) {
  return {
    target: change.target,
    reason: change.reason,
    cdnOnly: change.cdnOnly ?? false,
    caller: desk.caller(change.as ?? 'cleo'),
    place: RELEASES,
  };
}

async function rollBack(change: Parameters<typeof request>[0] = {}): Promise<Operation> {
  const answer = await desk.use.rollBack(request(change));
  if (answer.is !== 'accepted') throw new Error(`refused: ${JSON.stringify(answer)}`);
  return desk.operation(answer.operation);
}

const codes = (answer: unknown) =>
  (answer as { refusal?: { reasons: { code: string }[] } }).refusal?.reasons.map((reason) => reason.code);

describe('a rollback', () => {
  it('gives back pointer, latest and the registry’s word on one confirmation, once each', async () => {
    await release();
    expect(pointerText()).toBe(loaderText('1.2.0'));
    const moves = desk.world.registry.callsOf('moveDistTag').length;

    const asked = await rollBack();
    await desk.work(900_000);

    const done = await desk.operation(asked.id);
    expect(done.state.is).toBe('done');
    expect(pointerText()).toBe(loaderText('1.1.0'));
    expect([latest('navi-core'), latest('navi-js'), latest('navi-react')]).toEqual([
      '1.1.0',
      '1.1.0',
      '1.1.0',
    ]);
    expect(deprecated('navi-core', '1.2.0')).toBe(
      '@awell-health/navi-core@1.2.0 was taken back; use 1.1.0: npm install @awell-health/navi-core@1.1.0',
    );
    expect(deprecated('navi-react', '1.1.0')).toBeUndefined();
    expect(desk.world.objects.callsOf('copy')).toHaveLength(2);
    expect(desk.world.registry.callsOf('moveDistTag')).toHaveLength(moves + 2);
    expect(desk.world.registry.callsOf('deprecate')).toHaveLength(2);
    expect(await desk.store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
  });

  it('shows what it would do before anything is kept', async () => {
    await release();
    const before = await desk.store.transaction((tx) => tx.operations.recent(10));

    const answer = await desk.use.previewRollback(request());

    expect(answer).toMatchObject({
      is: 'rollback-form',
      form: {
        line: 'v1',
        target: '1.1.0',
        from: '1.2.0',
        needsReason: null,
        moves: expect.arrayContaining([
          'v1/navi-loader.js: 1.2.0 → 1.1.0',
          'latest of @awell-health/navi-core: 1.2.0 → 1.1.0',
          'latest of @awell-health/navi-react: stays at 1.1.0',
          'deprecate @awell-health/navi-js@1.2.0',
        ]),
        warnings: expect.arrayContaining([
          expect.stringMatching(
            /^Browsers keep .* the last one soon after 2026-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\.$/,
          ),
        ]),
      },
    });
    expect(await desk.store.transaction((tx) => tx.operations.recent(10))).toEqual(before);
  });

  it('shows what is typed to confirm it, with the reason as it was given', async () => {
    await release();

    expect(await desk.use.previewRollback(request({ reason: 'p99 “too” high' }))).toMatchObject({
      form: { confirmWith: `rollback v1.1.0 --reason "p99 'too' high" --yes` },
    });
  });

  it('says of a rollback that only watches what becomes of it', async () => {
    await release();
    const first = await rollBack();
    await desk.work(30_000);

    expect(await desk.use.previewRollback(request({ target: 'v1.0.0' }))).toMatchObject({
      form: {
        warnings: expect.arrayContaining([
          `${first.id} (the rollback to v1.1.0) has not ended: it takes no further step, and its watch for late writes ends.`,
        ]),
      },
    });
  });

  it('runs its clock on the card, phase by phase', async () => {
    await release();
    desk.world.cdn.setPolls(3);

    await rollBack();
    await desk.work(900_000);

    const [card] = desk.world.chat.posts.filter((post) => post.message.is === 'card').slice(-1);
    expect(card?.message).toMatchObject({
      card: { headline: 'Rollback of v1 to v1.1.0', actions: ['post-mortem', 'customer-note', 'details'] },
    });
    const clock = card?.message.is === 'card' ? card.message.card.clock : null;
    expect(clock?.rows.map((row) => row.label)).toEqual([
      'pointer moved',
      'purged',
      'customers safe: every probe clean',
      'latest given back',
      'taken-back versions deprecated',
    ]);
    for (const row of clock?.rows ?? []) expect(row.seconds).not.toBeNull();
    expect(clock?.budgetSeconds).toBe(1200);
  });

  it('supersedes a release under way: it takes no further step, its run is cancelled, and npm waits for that', async () => {
    const { scm } = desk.world;
    const asked = await desk.request();
    await desk.approve(asked);
    await desk.work(20_000);
    expect((await desk.operation(asked.id)).steps['watch-run']).toMatchObject({ is: 'pending' });

    const answer = await desk.use.rollBack(request({ target: 'v1.0.0', reason: 'drill' }));
    await desk.work(900_000);

    expect(answer).toMatchObject({ is: 'accepted' });
    expect((await desk.operation(asked.id)).state).toMatchObject({ is: 'superseded' });
    expect(scm.callsOf('cancelRun')).toHaveLength(1);
    expect(scm.runs[0]).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
    expect(pointerText()).toBe(loaderText('1.0.0'));
    expect(latest('navi-core')).toBe('1.0.0');
  });

  it('cancels the superseded run though npm is left alone, and through a second rollback too', async () => {
    const { scm } = desk.world;
    const asked = await desk.request();
    await desk.approve(asked);
    await desk.work(20_000);

    await desk.use.rollBack(request({ target: 'v1.1.0', cdnOnly: true }));
    await desk.use.rollBack(request({ target: 'v1.0.0', reason: 'drill', cdnOnly: true }));
    await desk.work(900_000);

    expect(scm.callsOf('cancelRun')).toHaveLength(1);
    expect(scm.runs[0]).toMatchObject({ conclusion: 'cancelled' });
    expect(latest('navi-core')).toBe('1.1.0');
    expect(pointerText()).toBe(loaderText('1.0.0'));
  });

  it('waits the whole reconcile window for a run whose dispatch nobody can speak for, and no longer', async () => {
    const { scm } = desk.world;
    scm.failNext('dispatch', 'unknown');
    const asked = await desk.request();
    await desk.approve(asked);
    await desk.work(5_000);
    expect((await desk.operation(asked.id)).steps['dispatch']).toMatchObject({ is: 'unknown' });

    const { id } = await rollBack({ target: 'v1.0.0', reason: 'drill' });
    await desk.work(100_000);
    expect((await desk.operation(id)).steps).toMatchObject({
      'verify-edge': { is: 'done' },
      'cancel-run': { is: 'pending' },
      'latest:@awell-health/navi-core': { is: 'waiting' },
    });
    await desk.work(800_000);
    expect((await desk.operation(id)).steps['cancel-run']).toMatchObject({
      is: 'done',
      evidence: { ended: 'never seen' },
    });
    expect(scm.runs).toEqual([]);
  });

  it('goes on whatever moved since it was planned', async () => {
    await release();
    const asked = await rollBack();
    desk.world.objects.put({ path: 'v1/navi-loader.js', text: 'somebody else was here' });
    await desk.world.registry.moveDistTag({
      name: '@awell-health/navi-core',
      tag: 'latest',
      version: '1.0.0',
    });

    await desk.work(900_000);

    expect((await desk.operation(asked.id)).state.is).toBe('done');
    expect(pointerText()).toBe(loaderText('1.1.0'));
    expect(latest('navi-core')).toBe('1.1.0');
  });

  it('is joined, not doubled, when it is under way already', async () => {
    await release();
    const first = await rollBack();

    const second = await desk.use.rollBack(request({ as: 'ben' }));
    await desk.work(900_000);

    expect(second).toMatchObject({ is: 'accepted', operation: first.id });
    expect(desk.world.objects.callsOf('copy')).toHaveLength(2);
  });

  it('leaves npm alone with --cdn-only', async () => {
    await release();

    await rollBack({ cdnOnly: true });
    await desk.work(900_000);

    expect(pointerText()).toBe(loaderText('1.1.0'));
    expect(latest('navi-core')).toBe('1.2.0');
    expect(desk.world.registry.callsOf('deprecate')).toEqual([]);
  });

  it('may be asked for by an unproven caller, and is journalled as such', async () => {
    await release();

    const answer = await desk.use.rollBack({
      ...request(),
      caller: { is: 'unproven', claimed: 'cleo' },
      place: { is: 'terminal' },
    });
    await desk.work(900_000);

    const id = answer.is === 'accepted' ? answer.operation : '';
    expect((await desk.operation(id)).state.is).toBe('done');
    const rows = await desk.store.transaction((tx) => tx.journal.of({ kind: 'operation', id }));
    expect(rows[0]?.row.actor).toMatchObject({ is: 'unproven', claimed: 'cleo' });
  });
});

describe('where a rollback goes', () => {
  it('wants a reason for anything but the known-good, and calls the owners', async () => {
    await release();

    expect(codes(await desk.use.rollBack(request({ target: 'v1.0.0' })))).toEqual(['reason-needed']);
    await rollBack({ target: 'v1.0.0', reason: 'v1.1.0 leaks' });
    await desk.work(900_000);

    expect(pointerText()).toBe(loaderText('1.0.0'));
    expect(desk.world.chat.posts.some((post) => post.key.startsWith('owners:'))).toBe(true);
  });

  it('wants a reason for a second rollback within 30 minutes', async () => {
    await release();
    await rollBack();
    await desk.work(60_000);

    const second = await desk.use.rollBack(request({ target: 'v1.0.0' }));

    expect(codes(second)).toEqual(['reason-needed']);
  });

  it('never goes to a version that was marked faulty, nor to its descendants', async () => {
    await release();
    await desk.use.markFaulty({
      version: 'v1.1.0',
      reason: 'leaks',
      caller: desk.caller('cleo'),
      place: RELEASES,
    });

    expect(codes(await desk.use.rollBack(request({ target: 'v1.1.0', reason: 'x' })))).toEqual([
      'target-faulty',
    ]);
    const form = await desk.use.previewRollback(request());
    expect(codes(form)).toEqual(['no-target']);
  });

  it.each([
    ['v1.9.9', 'target-unknown'],
    ['v1.1', 'version-malformed'],
    ['v1.2.0', 'target-live'],
  ])('refuses %s with %s', async (target, code) => {
    await release();

    expect(codes(await desk.use.rollBack(request({ target, reason: 'x' })))).toEqual([code]);
  });
});

describe('after a rollback', () => {
  it('the line is locked for releases until somebody clears it with a reason', async () => {
    await release();
    await rollBack();
    await desk.work(900_000);
    const { scm } = desk.world;
    const head = scm.push({
      title: 'v1.2.1',
      files: {
        'packages/navi-loader/package.json': '{"name":"@awell-health/navi-loader","version":"1.2.1"}',
        'packages/navi-js/src/cdn-version-map.ts': 'export const CDN_VERSION_MAP = { "1.2.1": "v1.2.1" };',
      },
    });
    scm.setChecks(head, [{ name: 'ci', app: 'github-actions', state: 'success', url: 'https://x' }]);
    const ask = { version: 'v1.2.1', dryRun: false, caller: desk.caller('ada'), place: RELEASES };

    expect(codes(await desk.use.planRelease(ask))).toEqual(['line-locked']);
    await desk.use.unlock({ line: 'v1', reason: 'fixed', caller: desk.caller('cleo'), place: RELEASES });

    expect(await desk.use.planRelease(ask)).toMatchObject({ is: 'accepted' });
  });

  it('a late write of the superseded release is taken back', async () => {
    await release();
    const asked = await rollBack();
    await desk.work(30_000);
    expect((await desk.operation(asked.id)).steps['watch-surfaces']).toMatchObject({ is: 'pending' });

    await desk.world.registry.moveDistTag({ name: '@awell-health/navi-js', tag: 'latest', version: '1.2.0' });
    desk.world.objects.put({ path: 'v1/navi-loader.js', text: loaderText('1.2.0') });
    await desk.work(900_000);

    expect((await desk.operation(asked.id)).state.is).toBe('done');
    expect(latest('navi-js')).toBe('1.1.0');
    expect(pointerText()).toBe(loaderText('1.1.0'));
  });

  it('anybody else’s write raises an alarm', async () => {
    await release();
    const asked = await rollBack();
    await desk.work(30_000);

    desk.world.objects.put({ path: 'v1/navi-loader.js', text: 'who are you' });
    await desk.work(900_000);

    expect((await desk.operation(asked.id)).state).toMatchObject({ is: 'stopped', step: 'watch-surfaces' });
  });

  it('opens one post-mortem with the timeline, however often it is asked for', async () => {
    await release();
    const asked = await rollBack();
    await desk.work(900_000);
    const click = await desk.click(asked, 'cleo');

    await desk.use.postMortem(click);
    await desk.use.postMortem(click);

    expect(desk.world.scm.issues).toHaveLength(1);
    expect(desk.world.scm.issues[0]?.body).toContain('verify-edge');
    expect(await desk.use.customerNote(click)).toMatchObject({
      text: expect.stringContaining('v1.1.0 again'),
    });
  });

  it('opens one post-mortem when two people ask in the same instant, and tells the second where it will be', async () => {
    await release();
    const asked = await rollBack();
    await desk.work(900_000);
    const paused = desk.world.scm.pauseNext('createIssue');

    const first = desk.use.postMortem(await desk.click(asked, 'cleo'));
    await paused.reached;
    const second = await desk.use.postMortem(await desk.click(asked, 'ada'));
    paused.resume();

    expect(second).toMatchObject({ text: expect.stringContaining('Cleo Martins has just asked') });
    expect(await first).toMatchObject({ text: expect.stringContaining('/issues/1') });
    expect(desk.world.scm.issues).toHaveLength(1);
    await desk.work(60_000);
    const card = desk.world.chat.posts.find((post) => post.key === `card:${asked.id}`);
    expect(JSON.stringify(card?.message)).toContain(
      'open: https://github.example/awell-health/navi/issues/1',
    );
  });

  it('looks for a post-mortem of unknown fate before it opens another, and not before the first could have come', async () => {
    await release();
    const asked = await rollBack();
    await desk.work(900_000);
    const click = await desk.click(asked, 'cleo');
    desk.world.scm.acceptThenFail('createIssue');

    expect(codes(await desk.use.postMortem(click))).toEqual(['neighbour-unreadable']);
    expect(await desk.use.postMortem(click)).toMatchObject({ text: expect.stringContaining('just asked') });
    await desk.world.clock.advance(60_000);

    expect(await desk.use.postMortem(click)).toMatchObject({ text: expect.stringContaining('/issues/1') });
    expect(desk.world.scm.issues).toHaveLength(1);
  });

  it('opens a post-mortem at the next click when GitHub said no to the first', async () => {
    await release();
    const asked = await rollBack();
    await desk.work(900_000);
    const click = await desk.click(asked, 'cleo');
    desk.world.scm.failNext('createIssue', 'refused');

    expect(codes(await desk.use.postMortem(click))).toEqual(['neighbour-unreadable']);
    await desk.use.postMortem(click);

    expect(desk.world.scm.issues).toHaveLength(1);
    const events = await desk.store.transaction((tx) => tx.journal.of({ kind: 'operation', id: asked.id }));
    expect(events.map(({ row }) => row.event).filter((event) => event.startsWith('post-mortem'))).toEqual([
      'post-mortem-begun',
      'post-mortem-begun',
      'post-mortem-opened',
    ]);
  });

  it('reminds of the review it owes', async () => {
    await release();
    await rollBack();
    await desk.work(900_000);

    await desk.world.clock.advance(2 * 86_400_000);
    await desk.work(60_000);

    expect(desk.world.chat.posts.filter((post) => post.key.startsWith('review:'))).toHaveLength(1);
  });
});

describe('what was taken back', () => {
  it('is faulty from then on: neither a target nor released again', async () => {
    await release();
    await rollBack();
    await desk.work(900_000);
    await desk.use.unlock({ line: 'v1', reason: 'fixed', caller: desk.caller('cleo'), place: RELEASES });

    expect(codes(await desk.use.rollBack(request({ target: 'v1.2.0', reason: 'x' })))).toEqual([
      'target-faulty',
    ]);
    const again = await desk.use.planRelease({
      version: 'v1.2.0',
      dryRun: false,
      caller: desk.caller('ada'),
      place: RELEASES,
    });
    expect(codes(again)).toEqual(['already-released']);
  });
});
