import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../src/domain/sample.ts';
import { readCalling } from '../../../src/features/alerts/index.ts';
import { watchMeasured } from '../../../src/features/monitoring/alerts/watch-measured.ts';
import { watchReleases } from '../../../src/features/watch/look.ts';
import { release, tick } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';
import { report } from '../watch/reported.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
  app.world.directory.groups.set('S0ONCALL', ['U0CLEO', 'U0BEN']);
  await release(app);
});
afterEach(() => app.close());

async function sourceBreaks(): Promise<void> {
  const now = app.world.clock.now().toISOString();
  await app.store.transaction((tx) =>
    tx.sourceStates.save({
      ...{ source: 'sentry', readTo: null, details: null },
      health: {
        ...{ is: 'broken', since: now, workedAt: null, readAt: now },
        failure: { is: 'unauthorized' },
      },
    }),
  );
  for (let look = 0; look < 3; look += 1) {
    await watchMeasured(app.context);
    app.world.clock.jump(MINUTE_MS);
  }
}

async function pinnedGoes(): Promise<void> {
  app.world.objects.live.delete('v1.2.0/navi-loader.js');
  await tick(app, 'verify-stored');
  await app.work();
  await tick(app, 'verify-stored');
}

async function releaseIsWorse(): Promise<void> {
  await app.world.clock.advance(20 * MINUTE_MS);
  await report(app, 15, {
    '1.2.0': { loads: 100, errors: 10 },
    '1.1.0': { loads: 400, errors: 1 },
  });
  await watchReleases(app.context);
}

const MONITORS = [
  { what: 'what is measured', begins: sourceBreaks, name: 'Sentry' },
  { what: 'what was changed outside Navi', begins: pinnedGoes, name: 'the pinned object of v1.2.0' },
  { what: 'a release that is worse', begins: releaseIsWorse, name: 'Release v1.2.0' },
] as const;

const calling = async () => {
  const open = (await app.store.transaction((tx) => tx.alerts.open())).map(readCalling);
  const [alert] = open.filter((one) => one.calling !== null);
  if (alert === undefined) throw new Error('nothing calls');
  return alert;
};
const called = () =>
  app.world.chat.posts.flatMap(({ channel, message }) =>
    message.is === 'notice' && channel.startsWith('D') ? [channel] : [],
  );
const pages = () => app.world.pager.pages.map(({ page }) => page.event);
const pass = async (minutes: number) => {
  app.world.clock.jump(minutes * MINUTE_MS);
  await app.work();
};
async function click(decision: string, reason = '') {
  const { id, revision } = await calling();
  const card = await app.store.transaction((tx) => tx.outbox.get(`card:alert:${id}`));
  if (card?.ts == null) throw new Error('no card');
  return app.use.decide(decision, {
    ...{ caller: app.caller('ada'), revision, reason, planHash: '' },
    subject: { kind: 'alert', id },
    card: { channel: card.channel, ts: card.ts },
  });
}
const shown = () => {
  const post = app.world.chat.posts.findLast(({ message }) => message.is === 'alert');
  return post?.message.is === 'alert' ? post.message.alert : undefined;
};

describe.each(MONITORS)('an alert about $what', ({ begins, name }) => {
  beforeEach(async () => {
    await begins();
    await app.work();
  });

  it('pages, and calls the next person when it is not acknowledged for ten minutes', async () => {
    expect(pages()).toEqual(['alert.firing']);
    expect(shown()?.buttons.map(({ decision }) => decision)).toEqual(
      expect.arrayContaining(['acknowledge', 'mute']),
    );
    await pass(11);
    expect(called()).toEqual(['D0CLEO']);
    await pass(11);
    expect(called()).toEqual(['D0CLEO', 'D0BEN']);
    expect(pages()).toEqual(['alert.firing', 'alert.unacknowledged', 'alert.unacknowledged']);
    expect(shown()?.lines.join('\n')).toContain('Called: cleo, ben');
  });

  it('is acknowledged by name: on its card, in the lists, at the pager; no person is called', async () => {
    expect(await click('acknowledge')).toMatchObject({ text: `You look after it: ${name}.` });
    await pass(60);
    expect(called()).toEqual([]);
    expect(pages()).toEqual(['alert.firing', 'alert.acknowledged']);
    expect(shown()?.lines.join('\n')).toContain('Acknowledged by Ada Okafor');
    expect(await typed(app, 'alerts')).toMatchObject({
      text: expect.stringContaining('acknowledged by Ada'),
    });
  });

  it('is muted until a time: no person is called before, and each summary says so', async () => {
    expect(await click('mute', '2h known')).toMatchObject({ text: expect.stringMatching(/is muted until/) });
    await pass(60);
    expect(called()).toEqual([]);
    expect(await typed(app, 'alerts')).toMatchObject({ text: expect.stringContaining('muted by Ada') });
    const summary = await typed(app, 'monitor');
    if (summary.is !== 'monitor') throw new Error(`answered ${summary.is}`);
    expect(summary.report.sections[0]?.lines.join('\n')).toContain('muted by Ada Okafor');
    await pass(61);
    expect(called()).toEqual(['D0CLEO']);
  });
});
