import type { Message } from '../../../src/domain/message.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import type { Place } from '../../../src/domain/person.ts';
import { putDueJobs } from '../../../src/engine/schedules.ts';
import { changelogs, packageText } from '../fakes/story.ts';
import { RELEASES, type TestApp } from './app.ts';
import { POINTER } from './seen.ts';

/** Asks for a release in the release channel. */
export function planRelease(app: TestApp, { version = 'v1.2.0', as = 'ada' } = {}): Promise<Message> {
  return app.use.planRelease({ version, dryRun: false, caller: app.caller(as), place: RELEASES });
}

/** Takes v1.2.0 as far as the world lets it come. */
export async function carryRelease(app: TestApp): Promise<Operation> {
  const asked = await app.request();
  await app.approve(asked);
  await app.work();
  return app.operation(asked.id);
}

/** Releases v1.2.0 in a world in which its workflow runs. */
export function release(app: TestApp): Promise<Operation> {
  app.letWorkflowRun();
  return carryRelease(app);
}

/** A release of v1.2.0 that has written, and found the pointer moved to these bytes by another hand. */
export async function driftTo(app: TestApp, text: string): Promise<Operation> {
  app.world.scm.onRun(async (run) => {
    await app.world.runWorkflow(run);
    app.world.objects.put({ path: POINTER, text });
  });
  return carryRelease(app);
}

/** Ada clicks on what a stopped release offers. */
export async function choose(app: TestApp, choice: 'replan' | 'retry' | 'abandon', { id }: Operation) {
  return app.use[choice](await app.click(await app.operation(id), 'ada'));
}

interface RollbackAsked {
  target?: string;
  reason?: string;
  cdnOnly?: boolean;
  as?: string;
  place?: Place;
}

/** What Cleo asks for with a bare `/navi rollback`; a test says only what differs. */
export function rollbackRequest(app: TestApp, asked: RollbackAsked = {}) {
  const { target, reason, cdnOnly = false, as = 'cleo', place = RELEASES } = asked;
  return { target, reason, cdnOnly, caller: app.caller(as), place };
}

/** Asks for a rollback, which is to be taken up. */
export async function rollBack(app: TestApp, asked: RollbackAsked = {}): Promise<Operation> {
  const answer = await app.use.rollBack(rollbackRequest(app, asked));
  if (answer.is !== 'accepted') throw new Error(`refused: ${JSON.stringify(answer)}`);
  return app.operation(answer.operation);
}

/** Cleo opens the line again that a rollback has locked. */
export function unlock(app: TestApp, reason = 'mended'): Promise<Message> {
  return app.use.unlock({ releaseLine: 'v1', reason, caller: app.caller('cleo'), place: RELEASES });
}

/** Prepares a version on the default branch: its commit is green and says what it ships. */
export function pushVersion(
  { world }: TestApp,
  version: string,
  files: Readonly<Record<string, string>> = {},
): void {
  const head = world.scm.push({
    title: `v${version}`,
    files: {
      'packages/navi-loader/package.json': packageText({ name: 'navi-loader', version }),
      ...files,
      ...changelogs({ 'navi-loader': version }),
      'packages/navi-js/src/cdn-version-map.ts': `export const CDN_VERSION_MAP = { "${version}": "v${version}" };`,
    },
  });
  world.scm.setChecks(head, [{ name: 'ci', app: 'github-actions', state: 'success', url: 'https://x' }]);
}

/** A minute in which a schedule of this job falls due, with two replicas that both notice. */
export async function tick({ context, world }: TestApp, job: string): Promise<void> {
  const schedules = { often: { when: { is: 'every', ms: 60_000 }, job } } as const;
  const replica = { ...context, settings: { ...context.settings, schedules } };
  await putDueJobs(replica);
  await world.clock.advance(60_000);
  await Promise.all([putDueJobs(replica), putDueJobs(replica)]);
}
