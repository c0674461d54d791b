import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rollBack, rollbackRequest } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { latest, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

/** Cleo stops the release; gives the operation that does what is left to do. */
async function stop(release: string): Promise<{ id: string }> {
  await app.use.stopRelease({ ...rollbackRequest(app), release });
  const { state } = await app.operation(release);
  if (state.is !== 'cancelled' || state.successor === null) throw new Error(JSON.stringify(state));
  return { id: state.successor };
}

describe('a rollback', () => {
  it('supersedes a release under way: it takes no further step, and its run is cancelled', async () => {
    const { scm } = app.world;
    const asked = await app.request();
    await app.approve(asked);
    await app.work(20_000);
    expect((await app.operation(asked.id)).steps['watch-run']).toMatchObject({ is: 'pending' });

    const answer = await app.use.rollBack(rollbackRequest(app, { target: 'v1.0.0', reason: 'drill' }));
    await app.work(900_000);

    expect(answer).toMatchObject({ is: 'accepted' });
    expect((await app.operation(asked.id)).state).toMatchObject({ is: 'superseded' });
    expect(scm.callsOf('cancelRun')).toHaveLength(1);
    expect(scm.runs[0]).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
    expect(pointerText(app)).toBe(loaderText('1.0.0'));
    expect(latest(app, 'navi-core')).toBe('1.0.0');
  });

  it('of a stop cancels its run once, though npm is left alone', async () => {
    const { scm } = app.world;
    const asked = await app.request();
    await app.approve(asked);
    await app.work(20_000);

    await stop(asked.id);
    await app.use.rollBack(rollbackRequest(app, { target: 'v1.0.0', reason: 'drill', cdnOnly: true }));
    await app.work(900_000);

    expect(scm.callsOf('cancelRun')).toHaveLength(1);
    expect(scm.runs[0]).toMatchObject({ conclusion: 'cancelled' });
    expect(latest(app, 'navi-core')).toBe('1.1.0');
    expect(pointerText(app)).toBe(loaderText('1.0.0'));
  });

  it('of a stop deprecates what that was still to deprecate', async () => {
    const { registry, scm } = app.world;
    const asked = await app.request();
    await app.approve(asked);
    await app.work(20_000);
    registry.publish({ name: '@awell-health/navi-core', version: '1.2.0', tag: 'next' });

    const first = await stop(asked.id);
    const second = await rollBack(app, { target: 'v1.0.0', reason: 'drill' });
    await app.work(900_000);

    expect((await app.operation(first.id)).state).toMatchObject({ is: 'superseded', by: second.id });
    expect((await app.operation(second.id)).state.is).toBe('done');
    expect(scm.runs[0]).toMatchObject({ conclusion: 'cancelled' });
    const { versions } = registry.truth('@awell-health/navi-core') ?? {};
    expect(versions?.['1.2.0']?.deprecated).toContain('use 1.0.0');
    expect([versions?.['1.1.0']?.deprecated, versions?.['1.0.0']?.deprecated]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('of a stop says before what is left of that on npm, where only the CDN is to go back', async () => {
    const asked = await app.request();
    await app.approve(asked);
    await app.work(20_000);
    const first = await stop(asked.id);
    const preview = (cdnOnly: boolean) =>
      app.use.previewRollback(rollbackRequest(app, { target: 'v1.0.0', cdnOnly }));
    const said = expect.stringMatching(
      new RegExp(
        `^CDN only: what ${first.id} has not restored on npm stays \\(not deprecated: .*navi-core@1\\.2\\.0, .*navi-js@1\\.2\\.0\\)`,
      ),
    );

    expect(await preview(true)).toMatchObject({ form: { warnings: expect.arrayContaining([said]) } });
    expect(await preview(false)).toMatchObject({ form: { warnings: expect.not.arrayContaining([said]) } });
  });
});
