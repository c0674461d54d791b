import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../../src/domain/person.ts';
import { explain } from '../../../src/domain/refusals.ts';
import { carryRelease, release, rollBack, rollbackRequest } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { codes, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const pinned = (version: string) => `v${version}/navi-loader.js`;
const named = (target: string, asked: Parameters<typeof rollbackRequest>[1] = {}) =>
  app.use.rollBack(rollbackRequest(app, { target, reason: 'it hurts', ...asked }));

describe('a version that customers never had', () => {
  it.each([
    ['that is being released', '1.2.0'],
    ['that is newer than the live one, and not of Navi', '1.9.0'],
    ['that is a prerelease', '1.0.5-beta.1'],
  ])('%s is made live by no rollback', async (_what, version) => {
    const asked = await app.request();
    await app.approve(asked);
    await app.work(20_000);
    app.world.objects.put({ path: pinned(version), text: loaderText(version) });

    expect(codes(await named(`v${version}`))).toEqual(['target-never-live']);
    expect(codes(await app.use.previewRollback(rollbackRequest(app, { target: `v${version}` })))).toEqual([
      'target-never-live',
    ]);
    await app.work(60_000);

    expect(pointerText(app)).toBe(loaderText('1.1.0'));
  });

  it('that was stopped before it reached customers stays with a release', async () => {
    const { id } = await carryRelease(app);
    app.world.objects.put({ path: pinned('1.2.0'), text: loaderText('1.2.0') });
    const stopped = await app.use.stopRelease({
      release: id,
      reason: undefined,
      caller: app.caller('cleo'),
      place: { is: 'terminal' },
    });
    expect(stopped.is).toBe('accepted');

    expect(codes(await named('v1.2.0'))).toEqual(['target-never-live']);
  });

  it('is suggested by no refusal', async () => {
    await release(app);
    app.world.objects.put({ path: pinned('1.3.0'), text: loaderText('1.3.0') });
    app.world.objects.put({ path: pinned('1.0.5-beta.1'), text: loaderText('1.0.5-beta.1') });

    const unknown = await named('v1.0.9');
    expect(unknown).toMatchObject({
      refusal: { reasons: [{ code: 'target-unknown', known: ['1.1.0', '1.0.0'] }] },
    });
    app.world.objects.live.delete(pinned('1.1.0'));
    expect(await app.use.previewRollback(rollbackRequest(app))).toMatchObject({
      refusal: { reasons: [{ code: 'no-target', named: ['1.0.0'], quarantined: [] }] },
    });
  });

  it('and one that they had once is restored by name, forward too', async () => {
    await release(app);
    await rollBack(app);
    await app.work(900_000);
    const safe = { version: 'v1.2.0', reason: 'the test was wrong', caller: app.caller('cleo') };
    await app.use.unquarantine({ ...safe, place: { is: 'terminal' } });

    expect((await named('v1.2.0')).is).toBe('accepted');
    await app.work(900_000);

    expect(pointerText(app)).toBe(loaderText('1.2.0'));
  });
});

describe('a version whose bytes cannot be restored', () => {
  it('is refused with a way on, not with a quarantine that does not exist', async () => {
    await release(app);
    await rollBack(app, { target: 'v1.0.0', reason: 'it hurts' });
    await app.work(900_000);
    app.world.objects.put({ path: pinned('1.2.0'), text: 'alert(1)' });
    const safe = { version: 'v1.2.0', reason: 'mended', caller: app.caller('cleo') };
    await app.use.unquarantine({ ...safe, place: { is: 'terminal' } });

    const answer = await named('v1.2.0');

    expect(codes(answer)).toEqual(['target-unusable']);
    if (answer.is !== 'refusal') throw new Error('not refused');
    expect(answer.refusal.reasons.map((one) => explain(one).next).join()).not.toContain('unquarantine');
  });

  it('ends the question of a rollback that goes further than the one under way', async () => {
    await release(app);
    const cdn = await rollBack(app, { cdnOnly: true });
    app.world.objects.live.delete(pinned('1.1.0'));

    const wider = await app.use.rollBack(rollbackRequest(app));

    expect(codes(wider)).toEqual(['target-unknown']);
    expect((await app.operation(cdn.id)).state.is).toBe('running');
  });
});

describe('an unproven caller, while a rollback is under way', () => {
  it('does not take its target away', async () => {
    await release(app);
    app.world.registry.breakCall('primary', 'unknown', 200);
    const proven = await rollBack(app);
    await app.work(10_000);
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect((await app.operation(proven.id)).state.is).toBe('running');
    const caller: Caller = { is: 'unproven', claimed: 'cleo' };

    const older = await app.use.rollBack({
      ...rollbackRequest(app, { target: 'v1.0.0', reason: 'x' }),
      caller,
    });

    expect(codes(older)).toEqual(['unproven-target']);
    await app.work(20_000);
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
  });
});
