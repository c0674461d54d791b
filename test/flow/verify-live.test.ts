import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loaderText } from '../fakes/story.ts';
import { tick } from './deeds.ts';
import { openDesk, type TestDesk } from './desk.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const surface = async (id: string) => {
  const all = await desk.store.transaction((tx) => tx.surfaces.all());
  return all.find((one) => one.id === id);
};

async function adopt(): Promise<void> {
  const dueAt = desk.world.clock.now().toISOString();
  await desk.store.transaction((tx) =>
    tx.duties.put({
      key: 'adopt',
      kind: 'adopt',
      subject: { kind: 'store', id: 'surfaces' },
      lane: 'normal',
      dueAt,
    }),
  );
  await desk.work();
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
    await desk.world.clock.advance(900_000);
    const looks = desk.world.edge.callsOf('look').length;

    await tick(desk, 'verify-live');
    await desk.work();

    const after = await surface('pointer:v1');
    expect(Date.parse(after?.verifiedAt ?? '')).toBeGreaterThan(Date.parse(before?.verifiedAt ?? ''));
    expect(after?.since).toBe(before?.since);
    expect(desk.world.edge.callsOf('look')).toHaveLength(looks + 1);
  });

  it('stays unverified when somebody changed it', async () => {
    await adopt();
    const before = await surface('npm:@awell-health/navi-js#latest');
    await desk.world.registry.moveDistTag({ name: '@awell-health/navi-js', tag: 'latest', version: '1.0.0' });
    await desk.world.clock.advance(900_000);

    await tick(desk, 'verify-live');
    await desk.work();

    expect(await surface('npm:@awell-health/navi-js#latest')).toMatchObject({
      verifiedAt: before?.verifiedAt,
      outside: { what: 'latest is 1.0.0' },
    });
  });

  const verify = async () => {
    await desk.world.clock.advance(900_000);
    await tick(desk, 'verify-live');
    await desk.work();
  };
  const notices = () =>
    desk.world.chat.posts.flatMap(({ message }) => (message.is === 'notice' ? [message.text] : []));
  const statusText = async () => JSON.stringify(await desk.use.status());

  it('that was changed in the bucket is said in the status, and told to the owners once', async () => {
    await adopt();
    const before = await surface('pointer:v1');
    desk.world.objects.put({ path: 'v1/navi-loader.js', text: loaderText('1.0.0') });

    await verify();
    await verify();

    // Caches go on serving what was there, so that the edge alone tells nothing.
    const changed = await surface('pointer:v1');
    expect(changed?.outside?.what).toBe('v1/navi-loader.js has the content of v1.0.0');
    expect(changed?.verifiedAt).toBe(before?.verifiedAt);
    expect(notices()).toEqual([expect.stringContaining('CDN v1 was changed outside Navi')]);
    expect(await statusText()).toContain('has the content of v1.0.0');

    desk.world.objects.put({ path: 'v1/navi-loader.js', text: loaderText('1.1.0') });
    await verify();
    expect((await surface('pointer:v1'))?.outside).toBeNull();
    expect(notices()).toHaveLength(1);
  });

  it('the right bytes under other headers are a change too', async () => {
    await adopt();
    const live = desk.world.objects.live.get('v1/navi-loader.js');
    if (live !== undefined) live.cacheControl = 'public, max-age=31536000, immutable';
    await verify();
    expect((await surface('pointer:v1'))?.outside?.what).toContain(
      'Cache-Control is public, max-age=31536000',
    );
  });

  it('says nothing when the bucket cannot be read', async () => {
    await adopt();
    desk.world.objects.failNext('stat', 'unknown', 50);
    await verify();
    expect((await surface('pointer:v1'))?.outside).toBeNull();
  });
});
