import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PLANNED, readPlanned } from '../../../src/features/planned-releases/read-planned.ts';
import { remindReleases } from '../../../src/features/planned-releases/remind.ts';
import type { TestApp } from '../../harness/app/app.ts';
import { opensOn, STORE_KINDS } from '../../harness/app/store-kinds.ts';
import { typed } from '../../harness/app/typed.ts';

describe.each(STORE_KINDS)('a planned release on %s', (kind) => {
  const open = opensOn(kind);
  let app: TestApp;
  beforeEach(async () => {
    app = await open();
  });
  afterEach(() => app.close());

  const DAY_MS = 86_400_000;
  const date = (days: number) =>
    new Date(app.world.clock.now().getTime() + days * DAY_MS).toISOString().slice(0, 10);
  const all = () => app.store.transaction(readPlanned);
  const posts = () =>
    app.world.chat.posts.flatMap(({ message }) => (message.is === 'notice' ? [message.text] : []));
  const cards = () =>
    app.world.chat.posts.flatMap((post) =>
      post.message.is === 'alert' ? [{ post, alert: post.message.alert }] : [],
    );
  /** To an hour after this instant, with a look by two processes. */
  async function passTo(at: string) {
    app.world.clock.jump(Date.parse(at) + 60_000 - app.world.clock.now().getTime());
    await Promise.all([remindReleases(app.context), remindReleases({ ...app.context, holder: 'two' })]);
    await app.work(5_000);
  }

  it('is planned, moved twice and cancelled, by people who may', async () => {
    expect(await typed(app, `schedule v1.2.0 --on ${date(9)}`, { by: 'dev' })).toMatchObject({
      is: 'refusal',
    });
    expect(await typed(app, 'schedule v1.2.0 --on 2026-02-31')).toMatchObject({ is: 'refusal' });
    expect(await typed(app, `schedule v1.2.0 --on ${date(9)} --owner ghost`)).toMatchObject({
      is: 'refusal',
    });
    expect(await typed(app, `schedule v1.2.0 --on ${date(9)} --owner ben`)).toMatchObject({
      text: expect.stringMatching(/^v1\.2\.0 is planned for .* 10:00 Europe\/Brussels, owner Ben Ivarsson/),
    });
    await typed(app, `schedule v1.2.0 --on ${date(10)} --at 14:00`);
    await typed(app, `schedule v1.2.0 --on ${date(11)} --at 14:00`);
    expect(await all()).toMatchObject([{ version: '1.2.0', changes: 2, owner: 'ada', cancelled: null }]);
    expect(await typed(app, 'schedule cancel v1.2.0')).toMatchObject({ is: 'refusal' });
    expect(await typed(app, 'schedule cancel v1.2.0 "no time"')).toMatchObject({ level: 'good' });
    expect(await all()).toMatchObject([{ changes: 3, cancelled: 'no time' }]);
    expect(await typed(app, 'schedule cancel v1.2.0 "again"')).toMatchObject({ is: 'refusal' });
    await app.work();
    expect(posts()).toHaveLength(4);
    expect(await typed(app, 'calendar')).toMatchObject({
      text: expect.stringMatching(/v1\.2\.0 is planned · cancelled/),
    });
    expect(await typed(app, 'calendar --ics')).toMatchObject({ is: 'refusal' });
    const ics = await app.use.calendar({ as: 'ics', place: { is: 'terminal' } });
    expect(ics).toMatchObject({ text: expect.stringMatching(/UID:planned-1\.2\.0@.*\nSEQUENCE:3\n/) });
  });

  it('is posted three days, a day and the morning before, once, with what blocks; at its hour it asks', async () => {
    await typed(app, `schedule v1.2.0 --on ${date(9)}`);
    const [planned] = await all();
    const at = Date.parse(planned?.at ?? '');
    const earlier = (ms: number) => new Date(at - ms).toISOString();
    await passTo(earlier(3 * DAY_MS));
    await passTo(earlier(DAY_MS));
    await passTo(earlier(2 * 3_600_000));
    await passTo(earlier(1_800_000));
    expect(
      posts()
        .slice(1)
        .map((text) => text.split('\n')[0]),
    ).toEqual([
      expect.stringMatching(
        /^v1\.2\.0 is planned in three days, for .*\. (?:Nothing blocks it|At that time it is blocked)/,
      ),
      expect.stringMatching(/^v1\.2\.0 is planned tomorrow/),
      expect.stringMatching(/^v1\.2\.0 is planned today/),
    ]);
    expect(cards()).toEqual([]);
    await passTo(earlier(0));
    await passTo(earlier(-3_600_000));
    const [card, ...more] = cards();
    if (card === undefined) throw new Error('no card');
    expect(more).toEqual([]);
    expect(card.alert).toMatchObject({
      asks: ['U0ADA'],
      buttons: [{ decision: 'request-planned', label: 'Request it now' }],
    });
    const answer = await app.use.decide('request-planned', {
      ...{
        caller: app.caller('ada'),
        subject: { kind: 'alert', id: card.alert.id },
        revision: 1,
        reason: '',
        planHash: '',
      },
      card: { channel: card.post.channel, ts: card.post.ts },
    });
    await app.work();
    expect(answer).toMatchObject({ is: 'accepted', version: '1.2.0' });
    expect(cards()[0]?.alert).toMatchObject({ isOver: true, buttons: [] });
    expect((await all())[0]?.isRequested).toBe(true);
  });

  it('is what the journal says: no row of the alerts asks for a release that is not planned', async () => {
    await app.store.transaction((tx) =>
      tx.alerts.begin({
        ...{
          id: 'pln_9.9.9_x',
          kind: 'planned-release',
          subject: { kind: 'planned-release', id: 'x' },
          since: date(0),
        },
        ...{ state: { is: 'suspect' }, looks: 1, revision: 1 },
        details: { version: '9.9.9', at: date(0), isReady: true, lines: [] },
      }),
    );
    expect(
      await app.use.decide('request-planned', {
        ...{ caller: app.caller('ada'), subject: { kind: 'alert', id: 'pln_9.9.9_x' }, revision: 1 },
        ...{ card: { channel: 'C0RELEASES', ts: '1' }, reason: '', planHash: '' },
      }),
    ).toMatchObject({ is: 'refusal', refusal: { reasons: [{ code: 'alert-unknown' }] } });
    expect(await all()).toEqual([]);
    const rows = await app.store.transaction((tx) => tx.journal.of(PLANNED));
    expect(rows).toEqual([]);
  });
});
