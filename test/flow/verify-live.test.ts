import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loaderText } from '../fakes/story.ts';
import { tick } from './actions.ts';
import { openApp, type TestApp } from './app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const surface = async (id: string) => {
  const all = await app.store.transaction((tx) => tx.surfaces.all());
  return all.find((one) => one.id === id);
};

async function adopt(): Promise<void> {
  const dueAt = app.world.clock.now().toISOString();
  await app.store.transaction((tx) =>
    tx.jobs.put({
      key: 'adopt',
      kind: 'adopt',
      subject: { kind: 'store', id: 'surfaces' },
      priority: 'normal',
      dueAt,
    }),
  );
  await app.work();
}

describe('what is live', () => {
  it('is adopted at the first start, with its proof', async () => {
    await adopt();

    expect(await surface('pointer:v1')).toMatchObject({
      live: { version: '1.1.0' },
      by: 'adopted',
      verifiedAt: expect.any(String),
    });
    expect(await surface('npm:@awell-health/navi-js#latest')).toMatchObject({ live: { version: '1.1.0' } });
  });

  it('is read again on its schedule, once however many replicas tick', async () => {
    await adopt();
    const before = await surface('pointer:v1');
    await app.world.clock.advance(900_000);
    const looks = app.world.edge.callsOf('look').length;

    await tick(app, 'verify-live');
    await app.work();

    const after = await surface('pointer:v1');
    expect(Date.parse(after?.verifiedAt ?? '')).toBeGreaterThan(Date.parse(before?.verifiedAt ?? ''));
    expect(after?.since).toBe(before?.since);
    expect(app.world.edge.callsOf('look')).toHaveLength(looks + 1);
  });

  it('stays unverified when somebody changed it', async () => {
    await adopt();
    const before = await surface('npm:@awell-health/navi-js#latest');
    await app.world.registry.moveDistTag({ name: '@awell-health/navi-js', tag: 'latest', version: '1.0.0' });
    await app.world.clock.advance(900_000);

    await tick(app, 'verify-live');
    await app.work();

    expect(await surface('npm:@awell-health/navi-js#latest')).toMatchObject({
      verifiedAt: before?.verifiedAt,
      outside: { what: 'latest is 1.0.0' },
    });
  });

  const verify = async () => {
    await app.world.clock.advance(900_000);
    await tick(app, 'verify-live');
    await app.work();
  };
  const notices = () =>
    app.world.chat.posts.flatMap(({ message }) => (message.is === 'notice' ? [message.text] : []));
  const statusText = async () => JSON.stringify(await app.use.status());

  it('that was changed in the bucket is said in the status, and told to the owners once', async () => {
    await adopt();
    const before = await surface('pointer:v1');
    app.world.objects.put({ path: 'v1/navi-loader.js', text: loaderText('1.0.0') });

    await verify();
    await verify();

    // Caches go on serving what was there, so that the edge alone tells nothing.
    const changed = await surface('pointer:v1');
    expect(changed?.outside?.what).toBe('v1/navi-loader.js has the content of v1.0.0');
    expect(changed?.verifiedAt).toBe(before?.verifiedAt);
    expect(notices()).toEqual([expect.stringContaining('CDN v1 was changed outside Navi')]);
    expect(await statusText()).toContain('has the content of v1.0.0');

    app.world.objects.put({ path: 'v1/navi-loader.js', text: loaderText('1.1.0') });
    await verify();
    expect((await surface('pointer:v1'))?.outside).toBeNull();
    expect(notices()).toHaveLength(1);
  });

  it('the right bytes under other headers are a change too', async () => {
    await adopt();
    const live = app.world.objects.live.get('v1/navi-loader.js');
    if (live !== undefined) live.cacheControl = 'public, max-age=31536000, immutable';
    await verify();
    expect((await surface('pointer:v1'))?.outside?.what).toContain(
      'Cache-Control is public, max-age=31536000',
    );
  });

  it('says nothing when the bucket cannot be read', async () => {
    await adopt();
    app.world.objects.failNext('stat', 'unknown', 50);
    await verify();
    expect((await surface('pointer:v1'))?.outside).toBeNull();
  });
});
