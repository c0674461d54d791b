import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchLive } from '../../../src/features/drift/watch-live.ts';
import { planRelease, pushVersion, release, rollBack, tick } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { POINTER, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const JS = '@awell-health/navi-js';

/** The monitor looks for so long as it wants to, and once more a minute later. */
async function look(): Promise<void> {
  await tick(app, 'verify-live');
  await app.work(90_000);
}

const cards = () =>
  app.world.chat.posts.flatMap(({ message }) => (message.is === 'alert' ? [message.alert] : []));
const notices = () =>
  app.world.chat.posts.flatMap(({ message }) => (message.is === 'notice' ? [message.text] : []));
const alerts = () => app.store.transaction((tx) => tx.alerts.open());
const movePointer = (version = '1.0.0') =>
  app.world.objects.put({ path: POINTER, text: loaderText(version) });
const moveLatest = (version = '1.0.0') =>
  app.world.registry.moveDistTag({ name: JS, tag: 'latest', version });

describe('the drift monitor', () => {
  beforeEach(() => release(app));

  it('finds nothing where nothing was changed, and says when it looked', async () => {
    await look();
    const [surface] = await app.store.transaction((tx) => tx.surfaces.all());

    expect(await alerts()).toEqual([]);
    expect(cards()).toEqual([]);
    const age = app.world.clock.now().getTime() - Date.parse(surface?.verifiedAt ?? '');
    expect(age).toBeLessThan(120_000);
  });

  it('alarms once when the pointer was moved: what, since when, and what can be said of who', async () => {
    movePointer();
    await look();
    await look();

    expect(cards()).toHaveLength(1);
    expect(cards()[0]).toMatchObject({
      isOver: false,
      headline: 'CDN v1 is not as Navi recorded it',
      lines: [
        'Found: v1/navi-loader.js has the content of v1.0.0',
        expect.stringMatching(/^Recorded: v1.2.0 \(set by rel_/),
        expect.stringMatching(/^First seen at .*; written at .*does not say who/),
        expect.any(String),
      ],
    });
    expect(cards()[0]?.asks.length).toBeGreaterThan(0);
    const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'surface', id: 'pointer:v1' }));
    expect(rows.filter(({ row }) => row.event === 'changed-outside')).toHaveLength(1);
    expect(JSON.stringify(await app.use.status())).toContain('has the content of v1.0.0');
  });

  it('says when it is right again', async () => {
    movePointer();
    await look();
    movePointer('1.2.0');
    await look();

    expect(await alerts()).toEqual([]);
    expect(notices()).toEqual(['CDN v1 is as recorded again.']);
    const card = app.world.chat.posts.findLast(({ message }) => message.is === 'alert');
    expect(card?.message).toMatchObject({ is: 'alert', alert: { isOver: true } });
  });

  it('finds other headers, a moved dist-tag, stale caches and a moved Git tag', async () => {
    const live = app.world.objects.live.get(POINTER);
    if (live !== undefined) live.cacheControl = 'public, max-age=31536000, immutable';
    await moveLatest();
    const commit = app.world.scm.push({ title: 'another' });
    app.world.scm.putTag('v1.2.0', commit);
    await look();
    expect((await alerts()).map(({ details }) => details['what']).toSorted()).toEqual([
      'latest is 1.0.0',
      `the Git tag v1.2.0 is at ${commit.slice(0, 7)}`,
      expect.stringContaining('Cache-Control is public, max-age=31536000'),
    ]);
  });

  it('finds what one probe serves, though the bucket is right', async () => {
    app.world.edge.serve('probe-b', POINTER, 'stale()');
    await look();

    expect((await alerts()).map(({ details }) => details['what'])).toEqual([
      'v1/navi-loader.js is not served as recorded, though the bucket has it: probe-b',
    ]);
  });

  it('says nothing while the services do not answer, and goes on when they do', async () => {
    movePointer();
    await moveLatest();
    app.world.objects.breakCall('stat', 'unknown', 2);
    app.world.registry.breakCall('primary', 'unknown', 6);
    await look();
    await look();
    expect(await alerts()).toEqual([]);

    await look();
    expect(await alerts()).toHaveLength(2);
  });

  it('ten processes alarm once', async () => {
    movePointer();
    const ten = Array.from({ length: 10 }, (_, at) => ({ ...app.context, holder: `process-${at}` }));
    for (let round = 0; round < 4; round += 1) {
      await Promise.all(ten.map((one) => watchLive(one)));
      await app.world.clock.advance(10_000);
    }
    await app.work(60_000);

    expect(await alerts()).toMatchObject([{ state: { is: 'firing' }, subject: { id: 'pointer:v1' } }]);
    expect(cards()).toHaveLength(1);
  });

  describe('while a release is approved', () => {
    async function asked() {
      pushVersion(app, '1.2.1');
      const answer = await planRelease(app, { version: 'v1.2.1' });
      if (answer.is !== 'accepted') throw new Error(JSON.stringify(answer));
      await app.work(5_000);
      return app.operation(answer.operation);
    }

    it('is silent about what another hand moves on its surfaces: the release finds that itself', async () => {
      app.world.scm.onRun(() => {});
      await app.approve(await asked());
      movePointer();
      for (let round = 0; round < 4; round += 1) await watchLive(app.context);

      expect(await alerts()).toEqual([]);
      expect(cards()).toEqual([]);
    });

    it.each([
      ['moved the pointer', 'running'],
      ['ended', 'done'],
    ])('is silent when a look that began before has read after it has %s', async (_, state) => {
      const operation = await asked();
      const paused = app.world.objects.pauseNext('stat');
      const looking = watchLive(app.context);
      await paused.reached;
      if (state === 'running') app.world.cdn.before('purge', () => new Promise(() => {}));
      expect(await app.approve(operation)).toMatchObject({ is: 'accepted' });
      await app.work(state === 'running' ? 30_000 : 600_000);
      expect(await app.operation(operation.id)).toMatchObject({ state: { is: state } });
      expect(pointerText(app)).toBe(loaderText('1.2.1'));
      paused.resume();
      await looking;

      expect(await alerts()).toEqual([]);
      expect(cards()).toEqual([]);
    });
  });

  it('a restart says nothing new', async () => {
    movePointer();
    await look();
    const before = app.world.chat.posts.length;
    app.context.holder = 'process-2';
    await look();
    await look();

    expect(app.world.chat.posts).toHaveLength(before);
    expect(await alerts()).toHaveLength(1);
  });

  it('looks every ten seconds for ten minutes after a rollback, and then once a minute', async () => {
    await rollBack(app);
    await app.work(1_200_000);
    const looks = () => app.world.edge.callsOf('look').length;
    // The rollback's own watch has taken these ten minutes.
    await tick(app, 'verify-live');
    const before = looks();
    await app.work(60_000);

    expect(looks() - before).toBeGreaterThanOrEqual(5);
    await app.world.clock.advance(600_000);
    await look();
    const later = looks();
    await app.work(60_000);
    expect(looks()).toBe(later);
  });
});
