import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalRow } from '../../../src/domain/journal.ts';
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
    app.world.scm.failNext('createTag', 'refused');
    const asked = await app.request();
    await app.approve(asked);
    await app.work();

    const failed = rowIn(await rowsOf(asked.id), 'step-failed', 'tag');
    expect(failed?.requestIds).toEqual([expect.stringMatching(/^github-request-/)]);
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
