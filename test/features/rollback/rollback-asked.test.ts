import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pushVersion, release, rollBack, rollbackRequest } from '../../harness/app/actions.ts';
import { openApp, RELEASES, type TestApp } from '../../harness/app/app.ts';
import { codes, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

describe('a rollback', () => {
  it('shows what it would do before anything is kept', async () => {
    await release(app);
    const before = await app.store.transaction((tx) => tx.operations.recent(10));

    const answer = await app.use.previewRollback(rollbackRequest(app));

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
            /^Browser caches keep .* they expire soon after 2026-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\.$/,
          ),
        ]),
      },
    });
    expect(await app.store.transaction((tx) => tx.operations.recent(10))).toEqual(before);
  });

  it('hands back the reason as it was given, to be confirmed with', async () => {
    await release(app);

    expect(await app.use.previewRollback(rollbackRequest(app, { reason: 'p99 “too” high' }))).toMatchObject({
      form: { target: '1.1.0', reason: 'p99 “too” high', needsReason: null },
    });
  });
});

describe('while a release is only planned', () => {
  it('the live version is no target, and the plan stays', async () => {
    await release(app);
    pushVersion(app, '1.3.0');
    const planned = await app.request('v1.3.0');

    expect(codes(await app.use.rollBack(rollbackRequest(app, { target: 'v1.2.0', reason: 'x' })))).toEqual([
      'target-live',
    ]);
    expect((await app.operation(planned.id)).state.is).toBe('awaiting-approval');
  });

  it('a rollback says that the plan ends, and does not call it running', async () => {
    await release(app);
    pushVersion(app, '1.3.0');
    const planned = await app.request('v1.3.0');

    expect(await app.use.previewRollback(rollbackRequest(app))).toMatchObject({
      is: 'rollback-form',
      form: {
        target: '1.1.0',
        warnings: expect.arrayContaining([
          `${planned.id} (v1.3.0) is planned and not approved: its plan ends.`,
        ]),
      },
    });
  });
});

describe('where a rollback goes', () => {
  it('wants a reason for anything but the known-good, and calls the owners', async () => {
    await release(app);

    expect(codes(await app.use.rollBack(rollbackRequest(app, { target: 'v1.0.0' })))).toEqual([
      'reason-needed',
    ]);
    await rollBack(app, { target: 'v1.0.0', reason: 'v1.1.0 leaks' });
    await app.work(900_000);

    expect(pointerText(app)).toBe(loaderText('1.0.0'));
    expect(app.world.chat.posts.some((post) => post.key.startsWith('owners:'))).toBe(true);
  });

  it('wants a reason for a second rollback within 30 minutes', async () => {
    await release(app);
    await rollBack(app);
    await app.work(60_000);

    const second = await app.use.rollBack(rollbackRequest(app, { target: 'v1.0.0' }));

    expect(codes(second)).toEqual(['reason-needed']);
  });

  it('never goes to a version that was marked faulty, nor to its descendants', async () => {
    await release(app);
    await app.use.quarantine({
      version: 'v1.1.0',
      reason: 'leaks',
      caller: app.caller('cleo'),
      place: RELEASES,
    });

    expect(codes(await app.use.rollBack(rollbackRequest(app, { target: 'v1.1.0', reason: 'x' })))).toEqual([
      'target-quarantined',
    ]);
    const form = await app.use.previewRollback(rollbackRequest(app));
    expect(codes(form)).toEqual(['no-target']);
  });

  it.each([
    ['v1.9.9', 'target-unknown'],
    ['v1.1', 'version-malformed'],
    ['v1.2.0', 'target-live'],
  ])('refuses %s with %s', async (target, code) => {
    await release(app);

    expect(codes(await app.use.rollBack(rollbackRequest(app, { target, reason: 'x' })))).toEqual([code]);
  });
});
