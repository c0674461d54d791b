import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callNext } from '../../../src/features/alerts/call-next.ts';
import { decideCall } from '../../../src/features/alerts/decide-call.ts';
import { type CallingAlert, readCalling } from '../../../src/features/alerts/index.ts';
import { watchMeasured } from '../../../src/features/monitoring/alerts/watch-measured.ts';
import { decideOnCall } from '../../../src/features/on-call/decide-on-call.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';
import { settingsWith } from '../../harness/samples/settings.ts';

const MINUTE_MS = 60_000;
const owners = settingsWith().people.map((one) =>
  one.id === 'dev' ? { ...one, roles: ['owner' as const] } : one,
);

describe('an alert that is not acknowledged', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await openApp({ people: owners });
    app.world.directory.groups.set('S0ONCALL', ['U0CLEO', 'U0BEN']);
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
      await app.world.clock.advance(MINUTE_MS);
    }
    await app.work();
  });
  afterEach(() => app.close());

  const pass = async (minutes: number) => {
    app.world.clock.jump(minutes * MINUTE_MS);
    await app.work();
  };
  const called = () =>
    app.world.chat.posts.flatMap(({ channel, message }) =>
      message.is === 'notice' && channel.startsWith('D') ? [channel] : [],
    );
  const incident = async (): Promise<CallingAlert> => {
    const open = await app.store.transaction((tx) => tx.alerts.open());
    const found = open.map(readCalling)[0];
    if (found === undefined) throw new Error('there is no incident');
    return found;
  };

  it('calls one person after the other, then the owners, each once, by message and by the pager', async () => {
    await pass(8);
    expect(called()).toEqual([]);
    await pass(2);
    expect(called()).toEqual(['D0CLEO']);
    await pass(10);
    expect(called()).toEqual(['D0CLEO', 'D0BEN']);
    await pass(10);
    await pass(60);

    expect(called()).toEqual(['D0CLEO', 'D0BEN', 'D0DEV']);
    expect(app.world.pager.pages.map(({ id }) => id.split(':').slice(2).join(':'))).toEqual([
      'alert.firing',
      'alert.unacknowledged:cleo',
      'alert.unacknowledged:ben',
      'alert.unacknowledged:owners',
    ]);
    const lines = app.world.chat.posts.flatMap(({ message }) =>
      message.is === 'line' ? [message.text] : [],
    );
    expect(lines.join('\n')).toBe(
      ['Cleo Martins', 'Ben Ivarsson', 'Dev Rao']
        .map((name) => `Not acknowledged: Navi called ${name}.`)
        .join('\n'),
    );
    const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'source', id: 'sentry' }));
    expect(rows.map(({ row }) => row.event)).toEqual([
      'alert-firing',
      'alert-called',
      'alert-called',
      'alert-called',
    ]);
  });

  it('calls one person after a jump of the clock, not all at once', async () => {
    await pass(14 * 24 * 60);
    expect(called()).toEqual(['D0CLEO']);
  });

  it('calls no person when it was acknowledged, nor while it is muted', async () => {
    const alert = await incident();
    expect(await typed(app, `alerts mute ${alert.id} until tomorrow 09:00`, { by: 'ada' })).toMatchObject({
      text: expect.stringMatching(/^Sentry is muted until \d{4}-\d{2}-\d{2} 09:00 Europe\/Brussels\.$/),
    });
    await pass(30);
    expect(called()).toEqual([]);
    await pass(36 * 60);
    expect(called()).toEqual(['D0CLEO']);
    const [card] = app.world.chat.posts.filter(({ message }) => message.is === 'alert');
    await app.use.decide('acknowledge', {
      ...{ caller: app.caller('cleo'), revision: alert.revision, reason: '', planHash: '' },
      subject: { kind: 'alert', id: alert.id },
      card: { channel: card?.channel ?? '', ts: card?.ts ?? '' },
    });
    await pass(60);
    expect(called()).toEqual(['D0CLEO']);
  });

  it('calls once where two processes look at the same time', async () => {
    app.world.clock.jump(10 * MINUTE_MS);
    const { id } = await incident();
    const onCall = decideOnCall(
      { people: owners, acting: [], override: null, group: { is: 'none' } },
      app.world.clock.now().toISOString(),
    );
    await Promise.all(
      ['one', 'two'].map((holder) =>
        app.store.transaction((tx) => callNext(tx, { ...app.context, holder }, { id, onCall })),
      ),
    );
    await app.work(30_000);
    expect(called()).toEqual(['D0CLEO']);
  });

  it.each<[string, (alert: CallingAlert) => CallingAlert, object]>([
    ['calls the next person', (alert) => alert, { is: 'call', whom: 'ada' }],
    [
      'waits for what looks well again',
      (alert) => ({ ...alert, calling: alert.calling && { ...alert.calling, isClearing: true } }),
      { is: 'wait' },
    ],
    ['ends with what fires no more', (alert) => ({ ...alert, calling: null }), { is: 'over' }],
    [
      'leaves what belongs to another incident to that one',
      (alert) => ({ ...alert, answer: { ...alert.answer, joined: { alert: 'alt_1', incident: 'alt_1' } } }),
      { is: 'over' },
    ],
  ])('%s', async (_what, change, expected) => {
    const alert = await incident();
    const at = new Date(Date.parse(alert.since) + 3_600_000).toISOString();
    const known = { onCall: { now: owners, next: [] }, people: owners };
    expect(decideCall(change(alert), known, at)).toMatchObject(expected);
  });
});

it('mutes by words only for people who may', async () => {
  const app = await openApp();
  expect(await typed(app, 'alerts mute alt_1 until 09:00', { by: 'dev' })).toMatchObject({
    refusal: { reasons: [{ code: 'permission-missing' }] },
  });
  expect(await typed(app, 'alerts mute alt_1 until 09:00', { by: 'ada' })).toMatchObject({
    refusal: { reasons: [{ code: 'alert-unknown' }] },
  });
  expect(await typed(app, 'alerts mute alt_1', { by: 'ada' })).toMatchObject({
    refusal: { reasons: [{ code: 'usage' }] },
  });
  await app.close();
});
