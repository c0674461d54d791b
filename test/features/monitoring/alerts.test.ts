import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE_MS, type Sample } from '../../../src/domain/sample.ts';
import type { Health } from '../../../src/domain/source-health.ts';
import { type MonitorAlert, readIncident } from '../../../src/features/monitoring/alerts/monitor-alert.ts';
import { watchMeasured } from '../../../src/features/monitoring/alerts/watch-measured.ts';
import { decideHealth } from '../../../src/features/monitoring/decide-health.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const now = () => app.world.clock.now().toISOString();
const broken = (): Health => ({
  ...{ is: 'broken', since: now(), workedAt: null, readAt: now() },
  failure: { is: 'unauthorized' },
});
const working = (): Health => ({ is: 'working', since: now(), workedAt: now(), readAt: now(), misses: null });

async function sourceIs(health: Health): Promise<void> {
  await app.store.transaction((tx) =>
    tx.sourceStates.save({ source: 'sentry', health, readTo: null, details: null }),
  );
}

/** A look each minute, by two replicas. */
async function looks(count: number): Promise<void> {
  for (let look = 0; look < count; look += 1) {
    await Promise.all([watchMeasured(app.context), watchMeasured({ ...app.context, holder: 'process-2' })]);
    await app.world.clock.advance(MINUTE_MS);
  }
  await app.work();
}

const cards = () => app.world.chat.posts.filter(({ message }) => message.is === 'alert');
const shown = () => cards().map(({ message }) => (message.is === 'alert' ? message.alert : undefined));
const incident = async (): Promise<MonitorAlert> => {
  const open = await app.store.transaction((tx) => tx.alerts.open());
  const found = open.flatMap((one) => readIncident(one) ?? [])[0];
  if (found === undefined) throw new Error('there is no incident');
  return found;
};

async function click(name: string, by: string, reason = '') {
  const alert = await incident();
  const [card] = cards();
  if (card === undefined) throw new Error('the card was not posted');
  return app.use.decide(name, {
    ...{ caller: app.caller(by), revision: alert.revision, reason, planHash: '' },
    subject: { kind: 'alert', id: alert.id },
    card: { channel: card.channel, ts: card.ts },
  });
}

describe('an alert about a broken source', () => {
  it('fires once, calls its owner, is edited in place, and its thread says how long it lasted', async () => {
    await sourceIs(broken());
    await looks(3);

    expect(shown()).toMatchObject([
      { headline: 'Sentry needs a person', isOver: false, asks: ['U0CLEO'], buttons: [{}, {}] },
    ]);
    const { since } = (await incident()).incident.standing;
    await looks(5);
    expect(cards()).toHaveLength(1);
    expect(cards()[0]?.versions).toHaveLength(1);

    await sourceIs(working());
    await looks(13);
    expect(shown()).toMatchObject([{ headline: 'Sentry is well again', isOver: true, asks: [] }]);
    const thread = app.world.chat.posts.filter(({ thread: of }) => of === cards()[0]?.ts);
    expect(thread).toMatchObject([
      { message: { is: 'line', text: expect.stringMatching(/^Sentry is well again, after \d+ min\.$/) } },
    ]);
    const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'source', id: 'sentry' }));
    expect(rows.map(({ row }) => row.event)).toEqual(['alert-firing', 'alert-over']);
    expect(app.world.pager.pages.map(({ page }) => [page.event, page.title, page.text])).toEqual([
      ['alert.firing', 'Sentry', expect.stringMatching(/does not accept the token/)],
      ['alert.resolved', 'Sentry', expect.stringMatching(/is well again, after \d+ min/)],
    ]);
    expect(since).not.toBe('');
  });

  it('is silent at a restart with nothing changed, and tells what broke while Navi was away', async () => {
    await sourceIs(broken());
    await looks(3);
    await click('acknowledge', 'cleo');
    await app.work();
    const before = app.world.chat.posts.length;
    app.world.clock.jump(3_600_000);
    await looks(5);
    expect(app.world.chat.posts).toHaveLength(before);

    await app.store.transaction((tx) =>
      tx.sourceStates.save({
        ...{ source: 'datadog', readTo: null, details: null },
        health: broken(),
      }),
    );
    await looks(3);
    expect(shown().map((one) => one?.headline)).toEqual(['Sentry needs a person', 'Datadog needs a person']);
  });

  it('is acknowledged and muted by name, which the journal, /navi alerts and each summary have', async () => {
    await sourceIs(broken());
    await looks(3);

    expect(await click('acknowledge', 'cleo')).toMatchObject({ is: 'line', level: 'good' });
    expect(await click('acknowledge', 'eve-nobody').catch((error: Error) => error.message)).toMatch(
      /no person/,
    );
    expect(await click('mute', 'ada', 'because')).toMatchObject({ is: 'refusal' });
    expect(await click('mute', 'ada', '2h Sentry moves its data centre')).toMatchObject({ is: 'line' });
    await app.work();
    const { acknowledged, muted } = (await incident()).answer;

    expect(acknowledged?.by).toBe('Cleo Martins');
    expect(muted).toMatchObject({ by: 'Ada Okafor', why: 'Sentry moves its data centre' });
    expect(shown()[0]?.lines.join('\n')).toMatch(/Acknowledged by Cleo Martins.*\nMuted by Ada Okafor until/);
    expect(shown()[0]?.buttons.map(({ decision }) => decision)).toEqual(['mute']);
    const list = await typed(app, 'alerts');
    expect(list).toMatchObject({
      text: expect.stringMatching(/Sentry since .*acknowledged by Cleo.*muted by Ada/),
    });
    const summary = await typed(app, 'monitor');
    if (summary.is !== 'monitor') throw new Error(`answered ${summary.is}`);
    expect(summary.report.sections[0]).toMatchObject({
      id: 'needs-you',
      lines: [expect.stringMatching(/Sentry since .*muted by Ada Okafor/)],
    });

    await sourceIs(working());
    await looks(13);
    expect(app.world.chat.posts.filter(({ message }) => message.is === 'line')).toEqual([]);
    expect(await typed(app, 'alerts')).toMatchObject({ text: 'No alerts.' });
    const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'source', id: 'sentry' }));
    expect(rows.map(({ row }) => row.event)).toEqual([
      'alert-firing',
      'alert-acknowledged',
      'alert-muted',
      'alert-over',
    ]);
    // A muted incident ends at the pager, too: it would stay open there.
    expect(app.world.pager.pages.map(({ page }) => page.event)).toEqual([
      'alert.firing',
      'alert.acknowledged',
      'alert.resolved',
    ]);
  });
});

describe('an alert about a source that has lost its right', () => {
  it('fires, says which right, and is what needs a person until it is granted', async () => {
    const failure = { is: 'forbidden', right: 'event:read' } as const;
    const before = working();
    await app.world.clock.advance(MINUTE_MS);
    await sourceIs(decideHealth(before, { is: 'failed', at: now(), failure }));
    const text =
      /Sentry is broken since .*lacks the right event:read\. Grant its account the right event:read/;
    const needsYou = async () => {
      const summary = await typed(app, 'monitor');
      return summary.is === 'monitor' ? summary.report.sections[0] : undefined;
    };
    expect(await needsYou()).toMatchObject({ id: 'needs-you', lines: [expect.stringMatching(text)] });

    await looks(16);
    expect(shown()).toMatchObject([
      { headline: 'Sentry needs a person', isOver: false, lines: [expect.stringMatching(text), {}] },
    ]);
  });
});

describe('an alert about errors by release', () => {
  /** So many loads and errors in each of the last minutes; which of them were dropped in part. */
  const fill = async (loads: number, errors: number, dropped: readonly string[] = [], minutes = 10) => {
    const begin = Math.floor(app.world.clock.now().getTime() / MINUTE_MS) * MINUTE_MS;
    const rows = Array.from({ length: minutes }, (_, n) =>
      (['loads', 'errors'] as const).map(
        (is): Sample => ({
          ...{ series: `${is}:sentry/1.2.0`, grain: 'minute', minutes: 1, covered: 1 },
          ...{ isAtLeast: dropped.includes(is), at: new Date(begin - (n + 1) * MINUTE_MS).toISOString() },
          measure: { is: 'count', count: is === 'loads' ? loads : errors },
        }),
      ),
    ).flat();
    await app.store.transaction((tx) => tx.samples.save(rows));
  };

  it('fires over the limit from enough loads on, and ends when the release is not in use', async () => {
    await sourceIs(working());
    await fill(10, 9);
    await looks(4);
    expect(shown()).toEqual([]);

    await fill(100, 6);
    await looks(3);
    expect(shown()).toMatchObject([
      {
        headline: 'The error rate of v1.2.0 (Sentry) needs a person',
        lines: expect.arrayContaining([
          expect.stringMatching(/^\d.*% errors per load in 30 minutes .*the limit is 5 %$/),
        ]),
      },
    ]);
    app.world.clock.jump(3_600_000);
    await looks(13);
    expect(await typed(app, 'alerts')).toMatchObject({ text: 'No alerts.' });
  });

  it('does not end it because errors were dropped, and does not fire because loads were', async () => {
    await sourceIs(working());
    await fill(100, 6, ['loads'], 40);
    await looks(4);
    expect(shown()).toEqual([]);

    await fill(100, 6, [], 40);
    await looks(3);
    expect(shown()).toMatchObject([{ isOver: false }]);
    await fill(100, 0, ['errors'], 40);
    await looks(13);
    expect(shown()).toMatchObject([{ isOver: false }]);
  });
});
