import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalRow } from '../../../src/domain/journal.ts';
import { decideQueueCards, decideTurn, type Queued, queueOf } from '../../../src/domain/release-queue.ts';
import { pushVersion } from '../../harness/app/actions.ts';
import { alertCards } from '../../harness/app/alert-cards.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';

const AT = '2026-11-23T09:00:00.000Z';
const FIRST: Queued = { version: '1.3.0', person: 'ben', account: 'U0BEN', how: 'slack', at: AT };

describe('decideTurn', () => {
  const free = { isBusy: false, mayRequest: true, now: AT };
  it.each([
    ['nothing waits', [], {}, 'nothing'],
    ['the line is free', [FIRST], {}, 'plan'],
    ['another release is under way', [FIRST], { isBusy: true }, 'wait'],
    ['the person may not request any more', [FIRST], { isBusy: true, mayRequest: false }, 'leave'],
    ['it has waited for a week', [FIRST], { isBusy: true, now: '2026-12-01T09:00:00.000Z' }, 'leave'],
  ] as const)('%s', (_what, queue, different, is) => {
    expect(decideTurn(queue, { ...free, ...different }).is).toBe(is);
  });
});

describe('what waits', () => {
  const row = (event: 'queued' | 'unqueued', version: string) =>
    ({
      event,
      at: AT,
      actor: {
        is: 'person',
        person: 'ben',
        account: 'U0BEN',
        role: null,
        how: 'slack',
        place: { is: 'clock' },
      },
      details: { version },
    }) as unknown as JournalRow;

  it.each([
    ['in the order of the requests', [row('queued', 'a'), row('queued', 'b')], ['a', 'b']],
    ['once', [row('queued', 'a'), row('queued', 'b'), row('queued', 'a')], ['a', 'b']],
    ['until it leaves', [row('queued', 'a'), row('queued', 'b'), row('unqueued', 'a')], ['b']],
    [
      'again at the end',
      [row('queued', 'a'), row('queued', 'b'), row('unqueued', 'a'), row('queued', 'a')],
      ['b', 'a'],
    ],
  ])('is there %s', (_what, rows, versions) => {
    expect(queueOf(rows).map(({ version }) => version)).toEqual(versions);
  });
});

describe('decideQueueCards', () => {
  const by = { is: 'person', person: 'ben', account: 'U0BEN', role: null, how: 'slack' };
  const row = (event: 'queued' | 'unqueued', version: string, why?: string) =>
    ({
      ...{ event, at: AT, actor: why === undefined || why === 'by a person' ? by : { is: 'navi' } },
      details: { version, ...(why === undefined ? {} : { why }) },
    }) as unknown as JournalRow;
  const both = [row('queued', '1.3.0'), row('queued', '1.4.0')];

  it.each<[string, JournalRow[], string[], object[]]>([
    ['nothing waits', [], [], []],
    [
      'two wait',
      both,
      [],
      [
        { version: '1.3.0', position: 1, after: [], running: ['1.2.0'] },
        { version: '1.4.0', position: 2, after: ['1.3.0'], running: ['1.2.0'] },
      ],
    ],
    [
      'the first is planned',
      [...both, row('unqueued', '1.3.0', 'planned')],
      ['1.3.0', '1.4.0'],
      [
        { version: '1.4.0', position: 1, after: [] },
        { version: '1.3.0', is: 'ended', how: 'It is planned: its card asks for approval.' },
      ],
    ],
    [
      'a person takes it out',
      [...both.slice(0, 1), row('unqueued', '1.3.0', 'by a person')],
      ['1.3.0'],
      [{ is: 'ended', how: 'It was taken out.' }],
    ],
    [
      'it could not be planned',
      [...both.slice(0, 1), row('unqueued', '1.3.0', 'ci is red.')],
      ['1.3.0'],
      [{ is: 'ended', how: 'It was not planned: ci is red.' }],
    ],
  ])('%s', (_what, rows, shown, cards) => {
    expect(decideQueueCards(rows, { shown, running: ['1.2.0'] })).toMatchObject(cards);
  });
});

describe('/navi release --queue', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await openApp();
  });
  afterEach(() => app.close());
  const ask = (words: string, by = 'ben') => typed(app, words, { by });
  const openOn = async (version: string) =>
    (await app.store.transaction((tx) => tx.operations.open())).find(
      (one) => one.plan.content.version === version,
    );
  const posts = () => JSON.stringify(app.world.chat.posts);

  /** v1.2.0 is approved and about to run, and v1.3.0 waits for it. */
  const waiting = async () => {
    app.letWorkflowRun();
    const first = await app.request();
    await app.approve(first);
    pushVersion(app, '1.3.0');
    expect(await ask('release v1.3.0 --queue')).toMatchObject({
      text: expect.stringContaining('v1.3.0 waits for its turn on v1: position 1.'),
    });
    return first;
  };

  it('waits its turn, and is planned when the release before it has ended', async () => {
    const first = await waiting();
    expect(await ask('release v1.3.0 --queue')).toMatchObject({
      text: expect.stringContaining('position 1'),
    });
    expect(await openOn('1.3.0')).toBeUndefined();

    await app.work();
    await app.work(120_000);
    expect((await app.operation(first.id)).state.is).toBe('done');
    expect(await openOn('1.3.0')).toMatchObject({
      state: { is: 'awaiting-approval' },
      requester: { person: 'ben' },
    });
    expect(posts()).toContain('It is planned: its card asks for approval.');
  });

  it('has one card each, which is edited as its position changes', async () => {
    // Its run is never seen, so it holds the line.
    await app.approve(await app.request());
    pushVersion(app, '1.3.0');
    expect(await ask('release v1.3.0 --queue')).toMatchObject({ level: 'good' });
    pushVersion(app, '1.4.0');
    expect(await ask('release v1.4.0 --queue', 'ada')).toMatchObject({ level: 'good' });
    await app.work(5_000);
    const headlines = () =>
      alertCards(app)
        .map(({ headline }) => headline)
        .toSorted();
    const card = (version: string) => alertCards(app).find(({ headline }) => headline.startsWith(version));
    expect(headlines()).toEqual([
      'v1.3.0 waits for its turn on v1: position 1',
      'v1.4.0 waits for its turn on v1: position 2',
    ]);
    expect(card('v1.4.0')?.lines[0]).toBe('After v1.2.0 (in progress), v1.3.0 (waits, too)');

    await ask('release v1.3.0 --unqueue');
    await app.work(5_000);
    expect(headlines()).toEqual([
      'v1.3.0 does not wait on v1 any more',
      'v1.4.0 waits for its turn on v1: position 1',
    ]);
    expect(card('v1.3.0')).toMatchObject({ isOver: true, lines: ['It was taken out.'] });
    expect(card('v1.4.0')?.lines[0]).toBe('After v1.2.0 (in progress)');
  });

  it('is taken out by a person, and is not planned', async () => {
    await waiting();

    expect(await ask('release v1.3.0 --unqueue')).toMatchObject({ text: 'v1.3.0 does not wait any more.' });
    expect(await ask('release v1.3.0 --unqueue')).toMatchObject({ text: 'v1.3.0 does not wait.' });
    await app.work();
    await app.work(120_000);
    expect(await openOn('1.3.0')).toBeUndefined();
  });

  it('says why its turn could not plan it', async () => {
    await waiting();
    app.world.scm.push({ title: 'Not checked' });
    await app.work();
    await app.work(120_000);

    expect(posts()).toMatch(/v1\.3\.0 has waited for its turn and was not planned/);
    expect(await openOn('1.3.0')).toBeUndefined();
  });

  it('waits behind a plan that is not approved, which is not replaced', async () => {
    app.letWorkflowRun();
    const first = await app.request();
    pushVersion(app, '1.3.0');
    expect(await ask('release v1.3.0 --queue')).toMatchObject({
      text: expect.stringContaining('v1.3.0 waits for its turn on v1: position 1.'),
    });
    expect((await app.operation(first.id)).state.is).toBe('awaiting-approval');

    expect(await ask('release v1.3.0')).toMatchObject({ is: 'accepted' });
    expect((await app.operation(first.id)).state.is).toBe('replaced');
  });

  it('is refused for any other reason at once', async () => {
    await app.approve(await app.request());
    expect(await ask('release v1.2.0 --queue')).toMatchObject({ is: 'refusal' });
    expect(await ask('release v1.9.0 --queue')).toMatchObject({ is: 'refusal' });
  });
});
