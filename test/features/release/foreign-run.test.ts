import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findForeignRuns } from '../../../src/features/release/jobs/find-foreign-runs.ts';
import { onRunChanged } from '../../../src/features/release/on-run-changed.ts';
import { onSqlite } from '../../engine/forged/places.ts';
import { carryRelease, release } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const look = () => findForeignRuns(app.context);

/** Somebody dispatches the release workflow by hand. */
async function startByHand(operation = 'rel_byhand', actor = 'dev-rao'): Promise<number> {
  const { scm } = app.world;
  const { head } = await scm.defaultBranch();
  if (!scm.tags.has('v1.2.0')) scm.putTag('v1.2.0', head);
  const inputs = { version: '1.2.0', commit: head, operation };
  await scm.dispatch({ workflow: '.github/workflows/release.yml', ref: 'refs/tags/v1.2.0', inputs });
  const run = scm.runs.at(-1);
  if (run === undefined) throw new Error('it was not started');
  run.actor = actor;
  return run.id;
}

async function alarms(): Promise<string[]> {
  await app.work();
  return app.world.chat.posts.flatMap(({ message }) =>
    message.is === 'notice' && message.text.includes('was not started by Navi') ? [message.text] : [],
  );
}

async function journalOf(run: number): Promise<string[]> {
  const subject = { kind: 'workflow-run', id: String(run) };
  const rows = await app.store.transaction((tx) => tx.journal.of(subject));
  return rows.map(({ row }) => row.event);
}

describe('a run that Navi did not start', () => {
  it('is told once to owners and channel, with who, where and the link, and journalled', async () => {
    await look();
    const run = await startByHand();
    await look();
    await look();

    const [alarm, ...more] = await alarms();
    expect(more).toEqual([]);
    expect(alarm).toContain(`Run ${run}`);
    expect(alarm).toContain('dev-rao started it (workflow_dispatch) on v1.2.0');
    expect(alarm).toContain(`/actions/runs/${run}`);
    expect(await journalOf(run)).toEqual(['foreign-run']);
  });

  it('is told though a journal row that Navi did not write says that it was', async () => {
    await using forged = await onSqlite()();
    await app.close();
    app = forged.app;
    await look();
    const run = await startByHand();
    const subject = { kind: 'workflow-run', id: String(run) };
    const row = {
      ...{ sequence: 9_999, at: app.world.clock.now().toISOString(), subject, event: 'foreign-run' },
      ...{ actor: { is: 'navi' }, planHash: null, details: {}, keyId: 'k', previous: 'p', mac: 'm' },
    };
    await forged.sql(
      `insert into journal (sequence, subject_kind, subject_id, event, body) values (9999, 'workflow-run', '${run}', 'foreign-run', '${JSON.stringify(row)}')`,
    );
    await look();

    expect(await alarms()).toHaveLength(1);
  });

  it('is found after a webhook that names it, without a schedule', async () => {
    await look();
    const run = await startByHand();
    await onRunChanged(app.context, { run, asksNavi: false });

    expect(await alarms()).toHaveLength(1);
  });

  it('is no alarm where it ran before Navi first looked', async () => {
    await startByHand();
    await app.world.clock.advance(120_000);
    await look();
    await look();

    expect(await alarms()).toEqual([]);
  });

  it('is found though the service was away at the first look for it', async () => {
    await look();
    await startByHand();
    app.world.scm.breakCall('runsSince', 'unknown');
    await look();
    expect(await alarms()).toEqual([]);
    await look();
    expect(await alarms()).toHaveLength(1);
  });
});

describe('a run of a release', () => {
  it('is no alarm, also when it was run again, and after the release', async () => {
    await look();
    const { scm } = app.world;
    scm.onRun((run) => {
      if (run.attempt === 1) scm.finishRun(run.id, { claim: 'success', build: 'failure' });
      else void app.world.runWorkflow(run);
    });
    const stopped = await carryRelease(app);
    await look();
    await app.use.retry(await app.click(stopped, 'ben'));
    await app.work();
    await look();

    expect((await app.operation(stopped.id)).state.is).toBe('done');
    expect(await alarms()).toEqual([]);
  });

  it('is no alarm when the answer to its dispatch was lost, before and after it is known', async () => {
    await look();
    app.world.scm.acceptThenFail('dispatch');
    app.world.scm.onRun(() => void look());
    const done = await release(app);
    await look();

    expect(done.state.is).toBe('done');
    expect(await alarms()).toEqual([]);
  });

  it('is no alarm when it never began and was dispatched anew', async () => {
    await look();
    const { scm } = app.world;
    let isFirst = true;
    scm.onRun((run) => {
      if (!isFirst) return void app.world.runWorkflow(run);
      isFirst = false;
      scm.setRun(run.id, { status: 'completed', conclusion: 'startup_failure', title: run.path });
    });
    const stopped = await carryRelease(app);
    expect(stopped.state).toMatchObject({ trouble: { code: 'run-never-began' } });
    await app.use.retry(await app.click(stopped, 'ben'));
    await app.work();
    await look();

    expect((await app.operation(stopped.id)).state.is).toBe('done');
    expect(await alarms()).toEqual([]);
  });

  it('does not hide a foreign one with the same inputs', async () => {
    await look();
    const done = await release(app);
    const run = await startByHand(done.id);
    await look();

    const [alarm] = await alarms();
    expect(alarm).toContain(`Run ${run}`);
  });
});
