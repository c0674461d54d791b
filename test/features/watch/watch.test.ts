import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderMessage } from '../../../src/adapters/slack/render/render-message.ts';
import { MINUTE_MS } from '../../../src/domain/sample.ts';
import { readWatch } from '../../../src/features/watch/watch-alert.ts';
import { VIEW } from '../../adapters/slack/mrkdwn.ts';
import { planRelease, pushVersion, release, rollBack, tick } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';
import { settingsWith } from '../../harness/samples/settings.ts';
import { report as reportIn } from './reported.ts';

let app: TestApp;
beforeEach(async () => {
  const { releaseWatch } = settingsWith();
  app = await openApp({ releaseWatch: { ...releaseWatch, automaticRollback: 'shadow' } });
  await release(app);
});
afterEach(() => app.close());

const ID = 'wch_1.2.0';

const report = (...of: Parameters<typeof reportIn> extends [unknown, ...infer Rest] ? Rest : never) =>
  reportIn(app, ...of);

async function look(): Promise<void> {
  await tick(app, 'watch-releases');
  await app.work(10_000);
}

const row = async () => {
  const alert = await app.store.transaction((tx) => tx.alerts.get(ID));
  return alert && readWatch(alert);
};
const card = () => app.world.chat.posts.find(({ message }) => message.is === 'alert');
const cardText = () => {
  const message = card()?.message;
  return message?.is === 'alert' ? [message.alert.headline, ...message.alert.lines].join('\n') : '';
};
const charts = () =>
  app.world.chat.posts.filter(
    ({ message }) => message.is === 'monitor' && message.report.title !== undefined,
  );
const notices = () =>
  app.world.chat.posts.flatMap(({ message, channel }) =>
    message.is === 'notice' && message.text.includes('errors') && !channel.startsWith('D')
      ? [message.text]
      : [],
  );
const events = async (event: string) =>
  (await app.store.transaction((tx) => tx.journal.of({ kind: 'version', id: '1.2.0' }))).filter(
    (one) => one.row.event === event,
  );

const WELL = { '1.2.0': { loads: 100, errors: 0 }, '1.1.0': { loads: 100, errors: 0 } };
const WORSE = { '1.2.0': { loads: 60, errors: 6 }, '1.1.0': { loads: 400, errors: 1 } };

async function click(decision: string, as = 'ada', reason = 'known, and fixed in the next patch') {
  const post = await app.store.transaction((tx) => tx.outbox.get(`card:alert:${ID}`));
  if (post?.ts == null) throw new Error('no card');
  return app.use.decide(decision, {
    caller: app.caller(as),
    subject: { kind: 'alert', id: ID },
    revision: 1,
    card: { channel: post.channel, ts: post.ts },
    reason,
    planHash: '',
  });
}

describe('the watch of a release', () => {
  it('begins after the swap, and its card says until when', async () => {
    await look();
    const watch = (await row())?.watch;
    expect(watch).toMatchObject({ version: '1.2.0', replaced: '1.1.0', releaseLine: 'v1', kept: null });
    // A minor: six hours after the last browser.
    const until = Date.parse(watch?.browsersUntil ?? '');
    expect(Date.parse(watch?.endsAt ?? '') - until).toBe(6 * 3_600_000);
    expect(cardText()).toContain('Replaced v1.1.0 at');
    expect(cardText()).toContain('Navi cannot judge it: no source reports loads per minute');
    expect(await events('watch-begun')).toHaveLength(1);
  });

  it('names the right that its source lacks', async () => {
    const [readAt, missing] = [
      app.world.clock.now().toISOString(),
      { is: 'right', name: 'rum:read' } as const,
    ];
    await app.store.transaction((tx) =>
      tx.sourceStates.save({
        ...{ source: 'datadog', readTo: null, details: null },
        health: { is: 'not-set-up', workedAt: null, readAt, missing },
      }),
    );
    await look();
    expect(cardText()).toContain(
      'Navi cannot judge it: Datadog is not set up: its account lacks the right rum:read',
    );
  });

  it('shows the errors that it cannot compare, where the old release reports no more', async () => {
    await app.world.clock.advance(15 * MINUTE_MS);
    await report(10, { '1.2.0': { loads: 0, errors: 120 } });
    await app.store.transaction(async (tx) => {
      const at = app.world.clock.now().toISOString();
      const health = { is: 'working' as const, since: at, workedAt: at, readAt: at, misses: null };
      await tx.sourceStates.save({ source: 'datadog', readTo: null, details: null, health });
    });
    await look();
    expect(cardText()).toContain(
      'Navi cannot judge it: no loads per minute of both releases (Datadog; within an hour 1,200 errors of v1.2.0)',
    );
  });

  it('compares both in the same minutes, and calls people once for a worse one', async () => {
    await app.world.clock.advance(15 * MINUTE_MS);
    await report(10, WORSE);
    await look();
    await look();
    expect((await row())?.watch.judged?.verdict).toMatchObject({ is: 'worse' });
    expect(cardText()).toContain('v1.2.0 has 40.0 times the errors per load of v1.1.0');
    expect(cardText()).toContain('Exposure: 13 % of the loads.');
    expect(cardText()).toContain('87 % of the loads have not seen it');
    expect(notices()).toHaveLength(1);
    const drawn = charts();
    expect(drawn).toHaveLength(1);
    expect(drawn[0]?.message).toMatchObject({
      report: {
        title: 'Release watch of v1.2.0',
        sections: [
          { title: 'Exposure', finding: 'v1.2.0 had 13.04 % of the loads.' },
          {
            title: 'Errors per load',
            finding: expect.stringContaining('v1.2.0 10 %, v1.1.0 0.25 %'),
            chart: { series: [{ name: 'v1.2.0' }, { name: 'v1.1.0' }] },
          },
        ],
      },
    });
    // In the thread of the watch's card, within Slack's limits.
    expect(drawn[0]?.thread).toBe(card()?.ts);
    const blocks = renderMessage(drawn[0]?.message ?? { is: 'line', text: '', level: 'info' }, VIEW).blocks;
    expect(blocks.filter(({ type }) => type === 'data_visualization')).toHaveLength(2);
    const summary = await typed(app, 'monitor');
    const [first] = summary.is === 'monitor' ? summary.report.sections : [];
    expect(first).toMatchObject({ id: 'needs-you', level: 'bad' });
    expect(first?.lines.join()).toContain('v1.2.0 has 40.0 times the errors per load of v1.1.0, since');
    expect(card()?.message).toMatchObject({ alert: { tone: 'alarm', isOver: false } });
  });

  it('calls people once, though its source failed while it was worse', async () => {
    await app.world.clock.advance(15 * MINUTE_MS);
    await report(10, WORSE);
    await look();
    await app.world.clock.advance(90 * MINUTE_MS);
    for (let nth = 0; nth < 3; nth += 1) await look();
    expect((await row())?.watch.judged?.verdict).toMatchObject({ is: 'cannot-judge' });
    expect(cardText()).toContain('v1.2.0 was worse than v1.1.0 when Navi could last judge it');
    await report(10, WORSE);
    await look();
    expect((await row())?.watch.judged?.verdict).toMatchObject({ is: 'worse' });
    expect(notices()).toHaveLength(1);
  });

  it('counts only the minutes in which both were measured', async () => {
    await app.world.clock.advance(15 * MINUTE_MS);
    await report(10, { '1.2.0': { loads: 100, errors: 50 } });
    await report(4, WELL);
    await look();
    expect((await row())?.watch.judged?.counts).toMatchObject({
      minutes: 4,
      fresh: { loads: 400, errors: 0 },
    });
  });

  it('goes on judging when a source that was away is back', async () => {
    await app.world.clock.advance(15 * MINUTE_MS);
    await look();
    expect((await row())?.watch.judged?.verdict).toMatchObject({ is: 'cannot-judge' });
    await report(10, WELL, 'sentry');
    await look();
    expect((await row())?.watch.judged).toMatchObject({
      verdict: { is: 'no-worse' },
      counts: { source: 'sentry' },
    });
    expect(notices()).toEqual([]);
  });

  it('ends by itself in time, and is not begun again', async () => {
    await look();
    await app.world.clock.advance(7.5 * 3_600_000);
    await look();
    expect((await row())?.state).toMatchObject({ is: 'over', how: 'passed' });
    await look();
    expect(await events('watch-begun')).toHaveLength(1);
    expect(cardText()).toContain('The watch ended at');
  });

  it('ends when it is rolled back, and what is live again is not watched', async () => {
    await look();
    await rollBack(app);
    await app.work(120_000);
    await look();
    expect((await row())?.state).toMatchObject({ is: 'over', how: 'superseded' });
    expect(await app.store.transaction((tx) => tx.alerts.open())).toEqual([]);
  });

  it('never holds the line', async () => {
    await look();
    await pushVersion(app, '1.2.1');
    expect(await planRelease(app, { version: 'v1.2.1' })).toMatchObject({ is: 'accepted' });
  });

  it('notes in shadow when it would have rolled back, and does nothing', async () => {
    await app.world.clock.advance(30 * MINUTE_MS);
    await report(25, WORSE);
    await look();
    await look();
    expect((await row())?.watch.dueInShadow).not.toBeNull();
    expect(cardText()).toContain('In shadow: an automatic rollback was due at');
    expect(await app.store.transaction((tx) => tx.operations.open())).toEqual([]);
    const summary = await typed(app, 'monitor');
    const errors =
      summary.is === 'monitor' ? summary.report.sections.find(({ id }) => id === 'errors') : undefined;
    expect(errors?.lines.join()).toContain('Of 1 watched release:');
    expect(errors?.lines.join()).toContain('In shadow: v1.2.0 would have been rolled back automatically at');
  });

  it('is kept by a person, which the next look does not undo', async () => {
    await look();
    expect(await click('keep-release')).toMatchObject({ is: 'line', level: 'good' });
    await app.world.clock.advance(30 * MINUTE_MS);
    await report(25, WORSE);
    await look();
    const watch = (await row())?.watch;
    expect(watch).toMatchObject({ kept: { by: 'Ada Okafor' }, dueInShadow: null });
    expect(await events('release-kept')).toHaveLength(1);
    expect(cardText()).toContain('Ada Okafor keeps it since');
  });

  it('offers the rollback of what is live', async () => {
    await look();
    const message = card()?.message;
    const buttons = message?.is === 'alert' ? message.alert.buttons.map(({ decision }) => decision) : [];
    expect(buttons).toEqual(['roll-back-watched', 'keep-release']);
  });
});
