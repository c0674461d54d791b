import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { release, rollBack } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';

const CORE = '@awell-health/navi-core';
const JS = '@awell-health/navi-js';
let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const tags = (name: string) => app.world.registry.truth(name)?.distTags;

/** The page of v1.1.0, as it was there before Navi came. */
async function pageOfBefore() {
  const { scm } = app.world;
  const commit = scm.tags.get('v1.1.0')?.commit ?? '';
  await scm.createRelease({ tag: 'v1.1.0', commit, title: 'v1.1.0', body: 'Notes', latest: false });
}

describe('when a rollback has given everything back', () => {
  it('the staging tag has left the deprecated version, and GitHub’s page says what became of it', async () => {
    await pageOfBefore();
    await release(app);
    expect(tags(CORE)).toEqual({ latest: '1.2.0', next: '1.2.0' });
    expect(await app.world.scm.latestRelease()).toEqual({ tag: 'v1.2.0' });

    const { id } = await rollBack(app);
    await app.work(900_000);

    expect((await app.operation(id)).state.is).toBe('done');
    for (const name of [CORE, JS]) expect(tags(name)).toEqual({ latest: '1.1.0', next: '1.1.0' });
    const page = app.world.scm.releases.get('v1.2.0');
    expect(page?.body).toContain('v1.2.0 was rolled back to v1.1.0.');
    expect(page?.body).toContain("What's Changed");
    expect(await app.world.scm.latestRelease()).toEqual({ tag: 'v1.1.0' });
  });

  it('a staging tag that points at something else by now is left alone', async () => {
    await release(app);
    app.world.registry.publish({ name: CORE, version: '1.3.0-beta.1', tag: 'next' });

    await rollBack(app);
    await app.work(900_000);

    expect(tags(CORE)).toEqual({ latest: '1.1.0', next: '1.3.0-beta.1' });
  });

  it('neither GitHub nor npm stops it there: what could not be done is a remark', async () => {
    await release(app);
    app.world.scm.breakCall('updateRelease', 'refused', 10);

    const { id } = await rollBack(app);
    await app.work(30_000);
    app.world.registry.breakCall('moveDistTag', 'refused', 10);
    await app.work(900_000);

    const { state, steps } = await app.operation(id);
    expect(state.is).toBe('done');
    expect(steps['mark-release']).toMatchObject({
      is: 'done',
      evidence: { remark: expect.stringContaining('GitHub') },
    });
  });

  it('a GitHub that never answers is given up on, and the rollback is done', async () => {
    await release(app);
    const { id } = await rollBack(app);
    app.world.scm.breakCall('releaseByTag', 'unknown', 10_000);
    await app.work(900_000);

    const { state, steps } = await app.operation(id);
    expect(state.is).toBe('done');
    expect(steps['mark-release']).toMatchObject({ evidence: { remark: expect.any(String) } });
  });

  it('with --cdn-only npm is left as it is, and no other page becomes the latest', async () => {
    await pageOfBefore();
    await release(app);
    await rollBack(app, { cdnOnly: true });
    await app.work(900_000);

    expect(tags(CORE)).toEqual({ latest: '1.2.0', next: '1.2.0' });
    expect(app.world.scm.releases.get('v1.2.0')?.body).toContain('rolled back to v1.1.0 on the CDN');
    expect(await app.world.scm.latestRelease()).toEqual({ tag: 'v1.2.0' });
  });
});
