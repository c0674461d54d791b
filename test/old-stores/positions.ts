import { resume } from '../../src/app/resume.ts';
import { openApp, RELEASES, type TestApp } from '../harness/app/app.ts';

/** Where an operation was under way when the store was written, by name. */
export const POSITIONS: Readonly<Record<string, () => Promise<TestApp>>> = {
  /** A release without a decision. */
  'awaiting-approval': async () => {
    const app = await openApp();
    await adopt(app);
    await app.request();
    return app;
  },

  /** An approved release whose run has claimed it and builds. */
  'run-watched': async () => {
    const app = await openApp();
    await adopt(app);
    await approved(app);
    await app.work(20_000);
    claimed(app);
    await app.work(20_000);
    return app;
  },

  /** A release whose dispatch was begun and not answered: its process died in between. */
  'dispatch-intended': async () => {
    const app = await openApp();
    await adopt(app);
    const { reached } = app.world.scm.pauseNext('dispatch');
    await approved(app);
    await Promise.all([reached, app.work(20_000)]);
    return app;
  },

  /** A release that has written the pointer and waits for the purge. */
  'pointer-moved': async () => {
    const app = await openApp();
    await adopt(app);
    app.letWorkflowRun();
    app.world.cdn.setPolls(1_000_000);
    await approved(app);
    await app.work(120_000);
    return app;
  },

  /** A rollback of a finished release: the pointer is back, the purge runs. */
  'rollback-moved': async () => {
    const app = await openApp();
    await adopt(app);
    app.letWorkflowRun();
    await approved(app);
    await app.work();
    app.world.cdn.setPolls(1_000_000);
    await rollBack(app, 'v1.1.0');
    await app.work(60_000);
    return app;
  },

  /** A rollback that was just confirmed, and has superseded a release whose run builds. */
  'rollback-confirmed': async () => {
    const app = await openApp();
    await adopt(app);
    await approved(app);
    await app.work(20_000);
    claimed(app);
    await app.work(20_000);
    await rollBack(app, 'v1.0.0');
    return app;
  },
};

/** What the first start does. */
async function adopt(app: TestApp): Promise<void> {
  await resume(app.context);
  await app.work(30_000);
}

async function approved(app: TestApp): Promise<void> {
  const answer = await app.approve(await app.request());
  if (answer.is !== 'accepted') throw new Error(`not approved: ${JSON.stringify(answer)}`);
}

/**
 * What the release workflow's first job does, and no more. In commit eec100c a claim was the run's number, and this line
 * `world.scm.claims.set(run.inputs['operation'] ?? '', run.id)`.
 */
function claimed({ world }: TestApp): void {
  const [run] = world.scm.runs;
  if (run === undefined) throw new Error('no run was dispatched');
  world.scm.claimFor(run);
  world.scm.setRun(run.id, { status: 'in_progress' });
}

async function rollBack(app: TestApp, target: string): Promise<void> {
  const answer = await app.use.rollBack({
    target,
    reason: 'it breaks on Safari',
    cdnOnly: false,
    caller: app.caller('ada'),
    place: RELEASES,
  });
  if (answer.is !== 'accepted') throw new Error(`not confirmed: ${JSON.stringify(answer)}`);
}
