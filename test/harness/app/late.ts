import { expect } from 'vitest';
import type { Operation } from '../../../src/domain/operation.ts';
import { tagRefOf } from '../../../src/domain/version.ts';
import { dispatch } from '../../../src/features/release/steps/dispatch.ts';
import type { TestApp } from './app.ts';

const MINUTE = 60_000;

/** Minutes pass, in which every job may be silent for longer than the app waits at once. */
export async function minutes(app: TestApp, count: number): Promise<void> {
  const now = () => app.world.clock.now().getTime();
  for (const end = now() + count * MINUTE; now() < end; ) await app.work(end - now());
}

/** A release whose dispatch has an unknown result. */
export async function dispatchLost(app: TestApp): Promise<Operation> {
  app.world.scm.breakCall('dispatch', 'unknown');
  const asked = await app.request();
  await app.approve(asked);
  await app.work(5_000);
  expect((await app.operation(asked.id)).steps['dispatch']).toMatchObject({ is: 'unknown' });
  return asked;
}

/** It has arrived after all. */
export async function dispatchArrives({ world }: TestApp, { id, plan }: Operation): Promise<void> {
  const [step] = dispatch.in(plan.content.steps);
  if (step === undefined) throw new Error('the plan dispatches nothing');
  const { workflow, ref, version, commit } = step.params;
  const head = await world.scm.claim(id);
  const claim = head?.parent ?? head?.sha ?? '';
  await world.scm.dispatch({
    workflow,
    ref: tagRefOf(ref),
    inputs: { version, commit, operation: id, claim },
  });
}

/** What is said of the run that a release left behind. */
export function saidOfRuns({ world }: TestApp, { id }: Operation): string[] {
  return world.chat.posts
    .filter((post) => post.key.startsWith(`end-run:${id}`))
    .map((post) => JSON.stringify(post.message));
}
