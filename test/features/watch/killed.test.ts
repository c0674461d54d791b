import { afterEach, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../src/domain/sample.ts';
import { watchReleases } from '../../../src/features/watch/look.ts';
import { readWatch } from '../../../src/features/watch/watch-alert.ts';
import { release } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { dying, isKilled } from '../../harness/store/dying.ts';
import { report } from './reported.ts';
import { setAutomatic } from './watched-app.ts';

const WORSE = { '1.2.0': { loads: 100, errors: 10 }, '1.1.0': { loads: 400, errors: 1 } };
let app: TestApp;
afterEach(() => app.close());

/** v1.2.0 is live and worse; Navi has looked once and is about to roll it back. */
async function open(looks: number): Promise<void> {
  app = await openApp();
  await release(app);
  setAutomatic(app, 'on');
  await app.world.clock.advance(20 * MINUTE_MS);
  await report(app, 15, WORSE);
  for (let nth = 0; nth < looks; nth += 1) {
    await watchReleases(app.context);
    app.world.clock.jump(MINUTE_MS);
  }
}

/** The process is killed with this commit of its look; another one takes over. True where it was. */
async function lookKilledAt(at: number): Promise<boolean> {
  const { store, count } = dying(app.store, at);
  const died = await isKilled(watchReleases({ ...app.context, store }));
  expect(count()).toBe(died ? at : count());
  await watchReleases(app.context);
  await app.work(60_000);
  return died;
}

async function told() {
  const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'version', id: '1.2.0' }));
  const events = rows.map(({ row }) => row.event);
  const posts = app.world.chat.posts.map(({ message }) => message);
  return {
    begun: events.filter((event) => event === 'watch-begun').length,
    judged: events.filter((event) => event === 'watch-judged').length,
    cards: posts.filter((one) => one.is === 'alert' && one.alert.id === 'wch_1.2.0').length,
    calls: posts.filter((one) => one.is === 'notice' && one.text.includes('Its card says more')).length,
  };
}

const ONCE = { begun: 1, judged: 1, cards: 1, calls: 1 };

describe('a process that is killed in the watch', () => {
  it('begins and judges a watch once, killed at each commit', { timeout: 60_000 }, async () => {
    for (let at = 1, died = true; died; at += 1) {
      await open(0);
      died = await lookKilledAt(at);
      expect(await told(), `killed at ${at}`).toEqual(ONCE);
      expect(at).toBeLessThan(20);
      if (died) await app.close();
    }
  });

  it('rolls back once, killed at each commit', { timeout: 120_000 }, async () => {
    for (let at = 1, died = true; died; at += 1) {
      await open(1);
      died = await lookKilledAt(at);
      const ended = await app.store.transaction((tx) => tx.operations.endedSince('2000'));
      const alert = await app.store.transaction((tx) => tx.alerts.get('wch_1.2.0'));
      const rollbacks = ended.filter(({ kind }) => kind === 'rollback').map(({ id }) => id);
      expect(rollbacks, `killed at ${at}`).toHaveLength(1);
      expect(alert && readWatch(alert)?.watch.automatic?.operation).toBe(rollbacks[0]);
      expect(await told(), `killed at ${at}`).toEqual(ONCE);
      expect(at).toBeLessThan(40);
      if (died) await app.close();
    }
  });
});
