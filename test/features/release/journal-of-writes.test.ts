import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalRow } from '../../../src/domain/journal.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { rollbackRequest } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

async function release(): Promise<string> {
  app.letWorkflowRun();
  const asked = await app.request();
  await app.approve(asked);
  await app.work();
  return asked.id;
}

async function rowsOf(id: string): Promise<JournalRow[]> {
  const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'operation', id }));
  return rows.map(({ row }) => row);
}

const eventsIn = (rows: readonly JournalRow[], event: JournalRow['event']) =>
  rows.filter((row) => row.event === event);
const rowIn = (rows: readonly JournalRow[], event: JournalRow['event'], step: string) =>
  eventsIn(rows, event).find(({ details }) => details['step'] === step);

describe('the journal rows of writes', () => {
  it('say what each write of a release replaced, what it made, and the service’s id of the request', async () => {
    const rows = await rowsOf(await release());

    const intended = eventsIn(rows, 'step-intended');
    expect(intended.length).toBeGreaterThan(5);
    for (const { details, before, after } of intended)
      expect([before !== undefined, after !== undefined], `${details['step']}`).toEqual([true, true]);
    const sent = eventsIn(rows, 'step-sent');
    expect(sent).toHaveLength(intended.length);
    for (const { details, requestIds = [] } of sent)
      expect(requestIds.length, `${details['step']}`).toBeGreaterThan(0);
    expect(rowIn(rows, 'step-intended', 'tag')).toMatchObject({ before: null, after: { tag: 'v1.2.0' } });
    expect(rowIn(rows, 'step-intended', 'swap-pointer')).toMatchObject({
      before: { generation: expect.any(String), sha384: expect.stringMatching(/^sha384-/) },
      after: { path: 'v1/navi-loader.js', version: '1.2.0', sha384: expect.stringMatching(/^sha384-/) },
    });
    expect(rowIn(rows, 'step-intended', 'latest:@awell-health/navi-js')).toMatchObject({
      before: { tag: 'latest', version: '1.1.0' },
      after: { tag: 'latest', version: '1.2.0' },
    });
  });

  it('say it of a rollback, and what was live before and since', async () => {
    await release();
    const answer = await app.use.rollBack(rollbackRequest(app));
    await app.work();

    const rows = await rowsOf(answer.is === 'accepted' ? answer.operation : '');
    expect(rowIn(rows, 'step-done', 'swap-pointer')).toMatchObject({
      before: { 'pointer:v1': { version: '1.2.0', sha384: expect.stringMatching(/^sha384-/) } },
      after: { 'pointer:v1': { version: '1.1.0', sha384: expect.stringMatching(/^sha384-/) } },
    });
    expect(eventsIn(rows, 'step-intended').length).toBeGreaterThan(3);
    for (const { details, before, after } of eventsIn(rows, 'step-intended'))
      expect([before !== undefined, after !== undefined], `${details['step']}`).toEqual([true, true]);
    for (const { details, requestIds = [] } of eventsIn(rows, 'step-sent'))
      expect(requestIds.length, `${details['step']}`).toBeGreaterThan(0);
    expect(await app.store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
  });

  it('have the id of a request that was refused', async () => {
    app.letWorkflowRun();
    app.world.scm.breakCall('createTag', 'refused');
    const asked = await app.request();
    await app.approve(asked);
    await app.work();

    const failed = rowIn(await rowsOf(asked.id), 'step-failed', 'tag');
    expect(failed?.requestIds).toEqual([expect.stringMatching(/^github-request-/)]);
  });

  it('say of a tag that a ruleset refuses whom to let bypass it', async () => {
    const problem =
      'Repository rule violations found\n\nCannot create ref due to creations being restricted.\n\n';
    const refusal = {
      service: 'github',
      call: 'createTag',
      kind: 'refused',
      problem,
      requestId: 'E7:2',
    } as const;
    app.world.scm.breakCall('createTag', new ServiceError(refusal));
    const asked = await app.request();
    await app.approve(asked);
    await app.work();

    expect((await app.operation(asked.id)).state).toMatchObject({
      is: 'stopped',
      trouble: {
        detail: expect.stringMatching(
          /creations being restricted.*let Navi’s App bypass the ruleset for v1\.2\.0/,
        ),
      },
    });
    expect(rowIn(await rowsOf(asked.id), 'step-failed', 'tag')?.requestIds).toEqual(['E7:2']);
    expect(JSON.stringify(app.world.chat.posts)).toContain('bypass the ruleset for v1.2.0');
  });

  it('have GitHub’s id of each request to cancel', async () => {
    app.world.scm.onRun((run) => void app.world.scm.claimFor(run));
    const asked = await app.request();
    await app.approve(asked);
    await app.work(20_000);
    app.world.scm.setHeedsCancel(false);
    await app.use.stopRelease({ ...rollbackRequest(app), release: 'v1.2.0', reason: undefined });
    await app.work(90_000);

    const answered = eventsIn(await rowsOf(asked.id), 'request-answered');
    expect(answered.length).toBeGreaterThan(1);
    for (const { requestIds = [], before, after } of answered)
      expect([requestIds.length > 0, before !== undefined, after !== undefined]).toEqual([true, true, true]);
    const calls = answered.map(({ details }) => details['call']);
    expect(calls).toEqual([...new Set(calls)]);
    expect(calls).toContain('forceCancelRun');
  });

  it('have the chat’s id of what was posted', async () => {
    await app.request();
    const [card] = app.world.chat.posts;
    const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'outbox', id: card?.key ?? '' }));

    expect(rows.map(({ row }) => row)).toMatchObject([
      { event: 'delivered', requestIds: [expect.stringMatching(/^slack-request-/)] },
    ]);
  });
});
