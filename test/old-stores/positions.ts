import { resume } from '../../src/flow/resume.ts';
import { openDesk, RELEASES, type TestDesk } from '../flow/desk.ts';

/** Where an operation was under way when the store was written, by name. */
export const POSITIONS: Readonly<Record<string, () => Promise<TestDesk>>> = {
  /** A release that nobody has decided on. */
  'awaiting-approval': async () => {
    const desk = await openDesk();
    await adopt(desk);
    await desk.request();
    return desk;
  },

  /** An approved release whose run has claimed it and builds. */
  'run-watched': async () => {
    const desk = await openDesk();
    await adopt(desk);
    await approved(desk);
    await desk.work(20_000);
    claimed(desk);
    await desk.work(20_000);
    return desk;
  },

  /** A release whose dispatch was begun and not answered: its process died in between. */
  'dispatch-intended': async () => {
    const desk = await openDesk();
    await adopt(desk);
    const { reached } = desk.world.scm.pauseNext('dispatch');
    await approved(desk);
    await Promise.all([reached, desk.work(20_000)]);
    return desk;
  },

  /** A release that has written the pointer and waits for the purge. */
  'pointer-moved': async () => {
    const desk = await openDesk();
    await adopt(desk);
    desk.letWorkflowRun();
    desk.world.cdn.setPolls(1_000_000);
    await approved(desk);
    await desk.work(120_000);
    return desk;
  },

  /** A rollback of a finished release: the pointer is back, the purge runs. */
  'rollback-moved': async () => {
    const desk = await openDesk();
    await adopt(desk);
    desk.letWorkflowRun();
    await approved(desk);
    await desk.work();
    desk.world.cdn.setPolls(1_000_000);
    await rollBack(desk, 'v1.1.0');
    await desk.work(60_000);
    return desk;
  },

  /** A rollback that was just confirmed, and has superseded a release whose run builds. */
  'rollback-confirmed': async () => {
    const desk = await openDesk();
    await adopt(desk);
    await approved(desk);
    await desk.work(20_000);
    claimed(desk);
    await desk.work(20_000);
    await rollBack(desk, 'v1.0.0');
    return desk;
  },
};

/** What the first start does. */
async function adopt(desk: TestDesk): Promise<void> {
  await resume(desk.ground);
  await desk.work(30_000);
}

async function approved(desk: TestDesk): Promise<void> {
  const answer = await desk.approve(await desk.request());
  if (answer.is !== 'accepted') throw new Error(`not approved: ${JSON.stringify(answer)}`);
}

/**
 * What the release workflow's first job does, and no more. In commit eec100c a claim was the run's number, and this line
 * `world.scm.claims.set(run.inputs['operation'] ?? '', run.id)`.
 */
function claimed({ world }: TestDesk): void {
  const [run] = world.scm.runs;
  if (run === undefined) throw new Error('no run was dispatched');
  world.scm.claimFor(run);
  world.scm.setRun(run.id, { status: 'in_progress' });
}

async function rollBack(desk: TestDesk, target: string): Promise<void> {
  const answer = await desk.use.rollBack({
    target,
    reason: 'it breaks on Safari',
    cdnOnly: false,
    caller: desk.caller('ada'),
    place: RELEASES,
  });
  if (answer.is !== 'accepted') throw new Error(`not confirmed: ${JSON.stringify(answer)}`);
}
