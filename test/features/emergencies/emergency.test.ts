import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Emergency } from '../../../src/domain/emergency.ts';
import { readEmergencies } from '../../../src/features/emergencies/index.ts';
import { saveLook, watchEmergencies } from '../../../src/features/emergencies/look.ts';
import { release, rollBack } from '../../harness/app/actions.ts';
import type { TestApp } from '../../harness/app/app.ts';
import { opensOn, STORE_KINDS } from '../../harness/app/store-kinds.ts';
import { typed } from '../../harness/app/typed.ts';
import { settingsWith } from '../../harness/samples/settings.ts';

const HOUR_MS = 3_600_000;
const people = settingsWith().people.map((one) =>
  one.id === 'dev' ? { ...one, roles: ['owner' as const] } : one,
);

describe.each(STORE_KINDS)('an emergency on %s', (kind) => {
  const open = opensOn(kind);
  let app: TestApp;
  beforeEach(async () => {
    app = await open({ people, onCall: { group: null } });
  });
  afterEach(() => app.close());

  const all = () => app.store.transaction(readEmergencies);
  async function only(): Promise<Emergency> {
    const [first] = await all();
    if (first === undefined) throw new Error('there is no emergency');
    return first;
  }
  const cards = () => app.world.chat.posts.filter(({ message }) => message.is === 'alert');
  function shown(id: string) {
    const post = cards().find(({ message }) => message.is === 'alert' && message.alert.id === id);
    if (post?.message.is !== 'alert') throw new Error('the card was not posted');
    return { post, alert: post.message.alert, text: post.message.alert.lines.join('\n') };
  }
  async function click(decision: string, by: string, reason = '') {
    const { id } = await only();
    const { post, alert } = shown(id);
    const answer = await app.use.decide(decision, {
      ...{ caller: app.caller(by), subject: { kind: 'alert', id }, revision: alert.revision },
      ...{ card: { channel: post.channel, ts: post.ts }, reason, planHash: '' },
    });
    await app.work();
    return answer;
  }
  async function pass(hours: number) {
    app.world.clock.jump(hours * HOUR_MS);
    await watchEmergencies(app.context);
    await app.work(5_000);
  }
  const called = () =>
    app.world.chat.posts
      .flatMap(({ channel, message }) =>
        message.is === 'notice' && channel.startsWith('D') ? [channel] : [],
      )
      .toSorted();
  const events = async () => {
    const { id } = await only();
    return app.store.transaction(async (tx) => {
      const rows = await tx.journal.of({ kind: 'emergency', id });
      const index = await tx.journal.of({ kind: 'emergencies', id: 'all' });
      return [...index, ...rows].sort((a, b) => a.row.sequence - b.row.sequence).map(({ row }) => row.event);
    });
  };

  it('is declared by people who may, with a card, a clock and the stages', async () => {
    expect(await typed(app, 'emergency')).toMatchObject({ text: 'No open emergency.' });
    expect(await typed(app, 'emergency security')).toMatchObject({ is: 'refusal' });
    expect(await typed(app, 'emergency security "it leaks" --issue 12', { by: 'cleo' })).toMatchObject({
      text: expect.stringMatching(/^emg_\S+ is declared: customers have to be safe in 24 h, by \d{4}-/),
    });
    await app.work();
    const { id, since, due } = await only();
    expect(Date.parse(due) - Date.parse(since)).toBe(24 * HOUR_MS);
    const { alert, text } = shown(id);
    expect(alert).toMatchObject({
      headline: 'Security emergency "it leaks"',
      isOver: false,
      asks: ['U0CLEO', 'U0DEV'],
    });
    expect(text).toMatch(/Declared by Cleo Martins · issue #12 · bad version: not known/);
    expect(text).toMatch(/☐ Immediate.*\n☐ Short-term.*\n☐ Medium-term.*\n☐ Long-term/);
    expect(await typed(app, 'emergency')).toMatchObject({ text: expect.stringContaining(id) });
    expect(await typed(app, `emergency ${id}`)).toMatchObject({
      text: expect.stringContaining('the clock runs'),
    });
    expect(await typed(app, 'status')).toMatchObject({ report: { emergencies: [{ id, isOverdue: false }] } });
    const home = await app.use.home();
    expect(JSON.stringify(home.messages)).toContain(`${id}: security emergency`);
  });

  it('is not declared by a person without the permission, nor without a proof', async () => {
    const ask = {
      word: 'security',
      title: 'x',
      issue: null,
      version: null,
      place: { is: 'terminal' as const },
    };
    const engineer = { ...app.caller('ben'), person: { id: 'x', name: 'X', roles: ['engineer' as const] } };
    for (const caller of [engineer, { is: 'unproven' as const, claimed: 'ada' }] as const)
      expect(await app.use.emergency({ ...ask, caller: caller as never })).toMatchObject({ is: 'refusal' });
    expect(await all()).toEqual([]);
  });

  it('calls the assignee, the people on call and the owners at half, nine tenths and the end, once with two processes', async () => {
    await typed(app, 'emergency security "it leaks"', { by: 'cleo' });
    await app.work();
    expect(await click('take-emergency', 'ada')).toMatchObject({ level: 'good' });
    expect(shown((await only()).id).text).toContain('Assignee: Ada Okafor');
    await pass(11.9);
    expect(called()).toEqual([]);
    app.world.clock.jump(0.2 * HOUR_MS);
    const look = { id: (await only()).id, bars: [], onCall: { now: [] } };
    await Promise.all(
      ['one', 'two'].map((holder) =>
        app.store.transaction((tx) => saveLook(tx, { ...app.context, holder }, look)),
      ),
    );
    await app.work(5_000);
    expect(called()).toEqual(['D0ADA', 'D0DEV']);
    await pass(10);
    await pass(3);
    await pass(100);
    expect(called().length).toBe(2 + 3 + 3);
    expect(app.world.pager.pages.map(({ page }) => page.event)).toEqual([
      ...['alert.firing', 'alert.acknowledged'],
      ...['alert.unacknowledged', 'alert.unacknowledged', 'alert.unacknowledged'],
    ]);
    expect(shown((await only()).id).text).toContain('OVERDUE');
    expect((await only()).called).toEqual(['half', 'most', 'breach']);
  });

  it('calls once, at the newest point, where no process ran at the others', async () => {
    await typed(app, 'emergency critical "it fails"');
    await pass(30 * 24);
    expect(called()).toEqual(['D0CLEO', 'D0DEV']);
    expect((await only()).called).toEqual(['breach', 'half', 'most']);
  });

  it('is quiet in a waiver, rings at its end, and the clock runs on', async () => {
    await typed(app, 'emergency security "it leaks"');
    await app.work();
    expect(await click('waive-emergency', 'ada', 'later')).toMatchObject({ is: 'refusal' });
    expect(await click('waive-emergency', 'ada', '20h the vendor answers then')).toMatchObject({
      level: 'good',
    });
    const { due } = await only();
    await pass(19);
    expect(called()).toEqual([]);
    await pass(1.1);
    expect(called()).toEqual(['D0CLEO', 'D0DEV']);
    expect((await only()).due).toBe(due);
  });

  it('stops when customers are safe, and only then', async () => {
    await release(app);
    const { clock } = app.world;
    await typed(app, 'emergency security "it leaks" --version v1.2.0');
    await watchEmergencies(app.context);
    await app.work();
    const bar = async (id: string) => (await only()).bars.find((one) => one.id === id);
    expect(await bar('pointer')).toMatchObject({ is: 'open', text: 'v1 still has v1.2.0' });

    await click('mark-stage', 'cleo', 'merged a fix');
    expect(shown((await only()).id).text).toMatch(/☑ Immediate.*Cleo Martins: merged a fix/);
    await watchEmergencies(app.context);
    expect((await only()).over).toBeNull();

    await rollBack(app);
    await app.work();
    await watchEmergencies(app.context);
    expect(await bar('pointer')).toMatchObject({ is: 'met' });
    expect(await bar('probes')).toMatchObject({ is: 'met' });
    expect(await bar('browsers')).toMatchObject({ is: 'open' });
    expect((await only()).over).toBeNull();

    clock.jump(2 * HOUR_MS);
    await watchEmergencies(app.context);
    await app.work();
    const { id, over, due } = await only();
    expect(over).toMatchObject({ how: 'safe', by: null });
    expect((over?.at ?? '') < due).toBe(true);
    expect(shown(id).alert).toMatchObject({ isOver: true, buttons: [] });
    expect(app.world.pager.pages.at(-1)?.page.event).toBe('alert.resolved');
    expect(await events()).toContain('emergency-over');
    const report = await app.use.monitor(7);
    if (report.is !== 'monitor') throw new Error('no report');
    expect(report.report.sections.find((one) => one.id === 'emergencies')).toMatchObject({
      finding: 'security: 1 of 1 within 24 h.',
    });
  });

  it('is closed by a person with a reason, and never counts as in time', async () => {
    await typed(app, 'emergency blocking "no button"');
    await app.work();
    expect(await click('close-emergency', 'ada', 'another product')).toMatchObject({ level: 'good' });
    expect((await only()).over).toMatchObject({ how: 'closed', by: 'ada', why: 'another product' });
    expect(await click('take-emergency', 'ada')).toMatchObject({ is: 'refusal' });
    const report = await app.use.monitor(7);
    expect(JSON.stringify(report)).toContain('blocking: 1 closed by a person, not counted');
  });

  it('believes no row: neither an end, nor another version, nor an alert without a beginning', async () => {
    await release(app);
    await typed(app, 'emergency security "it leaks"');
    await app.work();
    const { id, bad } = await only();
    expect(bad).toEqual(['1.2.0']);
    await app.store.transaction(async (tx) => {
      const alert = await tx.alerts.get(id);
      if (alert === undefined) throw new Error('no row');
      const at = app.world.clock.now().toISOString();
      await tx.alerts.save({ ...alert, state: { is: 'over', at, how: 'safe', by: null } });
      await tx.alerts.begin({ ...alert, id: 'emg_forged', subject: { kind: 'emergency', id: 'emg_forged' } });
      await tx.surfaces.setLive(
        'pointer:v1',
        { version: '1.1.0' },
        { operation: 'rbk_x', at, verifiedAt: at },
      );
    });
    await pass(1);
    expect((await only()).over).toBeNull();
    expect(await all()).toHaveLength(1);
    expect((await only()).bars[0]).toMatchObject({ is: 'unknown' });
    const row = await app.store.transaction((tx) => tx.alerts.get(id));
    expect(row?.state.is).toBe('firing');
    expect(cards().some(({ message }) => message.is === 'alert' && message.alert.id === 'emg_forged')).toBe(
      false,
    );
    await app.store.transaction((tx) => tx.alerts.remove(id));
    await pass(13);
    expect(called()).toEqual(['D0CLEO', 'D0DEV']);
  });
});
