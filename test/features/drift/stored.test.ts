import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lastStoredCheck } from '../../../src/features/drift/stored-check.ts';
import { release, rollBack, tick } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { loaderText } from '../../harness/fakes/story.ts';

const PINNED = 'v1.2.0/navi-loader.js';
const IMMUTABLE = 'public, max-age=31536000, immutable';
const JS = '@awell-health/navi-js';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
  await release(app);
});
afterEach(() => app.close());

async function look(): Promise<void> {
  await tick(app, 'verify-stored');
  await app.work();
}
const open = () => app.store.transaction((tx) => tx.alerts.open());
const firing = async () =>
  (await open()).filter(({ state }) => state.is === 'firing').map(({ details }) => details['what']);
const cards = () =>
  app.world.chat.posts.flatMap(({ message }) => (message.is === 'alert' ? [message.alert] : []));

async function adopt(): Promise<unknown> {
  const [alert] = await open();
  const post = await app.store.transaction((tx) => tx.outbox.get(`card:alert:${alert?.id}`));
  if (alert === undefined || post?.ts == null) throw new Error('no card');
  return app.use.decide('adopt', {
    caller: app.caller('ada'),
    subject: { kind: 'alert', id: alert.id },
    revision: alert.revision,
    card: { channel: post.channel, ts: post.ts },
    reason: 'we deprecated it on purpose',
    planHash: '',
  });
}

describe('what customers pin', () => {
  it('is as recorded after a release, and after a rollback that deprecates', async () => {
    await look();
    expect(await open()).toEqual([]);
    await rollBack(app);
    await app.work();
    expect(app.world.registry.truth(JS)?.versions['1.2.0']?.deprecated).toBeDefined();
    await look();
    expect(await open()).toEqual([]);
  });

  it.each([
    ['is missing', () => app.world.objects.live.delete(PINNED), `${PINNED} is missing`],
    [
      'has other bytes',
      () => app.world.objects.put({ path: PINNED, text: 'evil()', cacheControl: IMMUTABLE }),
      `${PINNED} has other content`,
    ],
    [
      'has other headers',
      () => app.world.objects.put({ path: PINNED, text: loaderText('1.2.0'), cacheControl: 'no-store' }),
      `${PINNED}: Cache-Control is no-store`,
    ],
  ])('raises one alert where a pinned object %s', async (_what, change, text) => {
    change();
    await look();
    await look();
    expect(await firing()).toEqual([expect.stringContaining(text)]);
    expect(cards().map(({ headline }) => headline)).toEqual([
      'the pinned object of v1.2.0 is not as Navi recorded it',
    ]);
    const offers = cards().flatMap(({ buttons }) => buttons.map(({ decision }) => decision));
    expect(offers).toEqual([...(text.includes('Cache-Control') ? ['adopt'] : []), 'acknowledge', 'mute']);
  });

  it('raises an alert where another hand deprecates a version, until a person adopts that', async () => {
    await app.world.registry.deprecate({ name: JS, version: '1.2.0', message: 'use 2.0.0' });
    await look();
    expect(await firing()).toEqual([`${JS}@1.2.0 is deprecated: “use 2.0.0”`]);
    expect(await adopt()).toMatchObject({ is: 'line', level: 'good' });
    await look();
    expect(await open()).toEqual([]);
    // Another message is another finding.
    await app.world.registry.deprecate({ name: JS, version: '1.2.0', message: 'stolen' });
    await look();
    expect(await firing()).toEqual([`${JS}@1.2.0 is deprecated: “stolen”`]);
  });

  it('says nothing where a service does not answer', async () => {
    app.world.objects.breakCall('stat', 'unknown', 100);
    app.world.registry.breakCall('primary', 'unknown', 100);
    await look();
    expect(await open()).toEqual([]);
  });

  it('raises an alert where the registry serves another tarball than it says', async () => {
    app.world.registry.tarball = async () => ({ integrity: 'sha512-evil', size: 1 });
    await look();
    expect((await firing())[0]).toMatch(/^the tarball of @awell-health\/\S+ has other content \(sha512-evil/);
    expect(cards()[0]?.buttons.map(({ decision }) => decision)).toEqual(['acknowledge', 'mute']);
  });

  it('journals when it last looked and what it found, for the doctor', async () => {
    const last = () => app.store.transaction((tx) => lastStoredCheck(tx, app.world.clock.now()));
    expect(await last()).toBeUndefined();
    await look();
    const first = await last();
    expect(first).toMatchObject({ differs: 0, unread: 0, pinned: 2 });
    expect(first?.tarballs).toBeGreaterThan(0);
    app.world.objects.breakCall('stat', 'unknown', 100);
    app.world.clock.jump(20 * 24 * 3_600_000);
    await look();
    expect(await last()).toMatchObject({ unread: 2, differs: 0 });
  });

  it('ends an alert when it is right again', async () => {
    app.world.objects.put({ path: PINNED, text: 'evil()', cacheControl: IMMUTABLE });
    await look();
    expect(await firing()).toHaveLength(1);
    app.world.objects.put({ path: PINNED, text: loaderText('1.2.0'), cacheControl: IMMUTABLE });
    await look();
    expect(await open()).toEqual([]);
    expect(cards().at(-1)?.isOver).toBe(true);
  });

  it('is no business of the look each minute', async () => {
    app.world.objects.live.delete(PINNED);
    await look();
    await tick(app, 'verify-live');
    await app.work();
    expect(await firing()).toHaveLength(1);
  });
});
