import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalRow } from '../../../src/domain/journal.ts';
import { decideTurn, type Queued, queueOf } from '../../../src/domain/release-queue.ts';
import { pushVersion } from '../../harness/app/actions.ts';
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
    expect(posts()).toContain('position 1');
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

  it('is refused for any other reason at once', async () => {
    await app.approve(await app.request());
    expect(await ask('release v1.2.0 --queue')).toMatchObject({ is: 'refusal' });
    expect(await ask('release v1.9.0 --queue')).toMatchObject({ is: 'refusal' });
  });
});
