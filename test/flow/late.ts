import { expect } from 'vitest';
import type { Operation } from '../../src/domain/operation.ts';
import { tagRefOf } from '../../src/domain/version.ts';
import { NeighbourError } from '../../src/ports/neighbour-error.ts';
import { rollBack } from './deeds.ts';
import type { TestDesk } from './desk.ts';

const MINUTE = 60_000;

/** Minutes pass, in which every duty may be silent for longer than the desk waits at once. */
export async function minutes(desk: TestDesk, count: number): Promise<void> {
  const now = () => desk.world.clock.now().getTime();
  for (const end = now() + count * MINUTE; now() < end; ) await desk.work(end - now());
}

/** A release whose dispatch nobody can speak for. */
export async function dispatchLost(desk: TestDesk): Promise<Operation> {
  desk.world.scm.failNext('dispatch', 'unknown');
  const asked = await desk.request();
  await desk.approve(asked);
  await desk.work(5_000);
  expect((await desk.operation(asked.id)).steps['dispatch']).toMatchObject({ is: 'unknown' });
  return asked;
}

/** It has arrived after all. */
export async function dispatchArrives({ world }: TestDesk, { id, plan }: Operation): Promise<void> {
  const step = plan.content.steps.find((one) => one.kind === 'dispatch');
  if (step?.kind !== 'dispatch') throw new Error('the plan dispatches nothing');
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
export function saidOfRuns({ world }: TestDesk, { id }: Operation): string[] {
  return world.chat.posts
    .filter((post) => post.key.startsWith(`end-run:${id}`))
    .map((post) => JSON.stringify(post.message));
}

export const CORE = '@awell-health/navi-core';
export const JS = '@awell-health/navi-js';
export const NAMES = [CORE, JS];

/** What npm answers when it wants a person. */
export const OTP = new NeighbourError({
  neighbour: 'npm',
  call: 'deprecate',
  kind: 'refused',
  problem: 'This operation requires a one-time password.',
  status: 401,
  code: 'EOTP',
});

/** A rollback to v1.0.0 that superseded a release whose run was never seen. */
export async function rolledBackUnseen(
  desk: TestDesk,
): Promise<{ superseded: Operation; rollback: Operation }> {
  const superseded = await dispatchLost(desk);
  return { superseded, rollback: await rollBack(desk, { target: 'v1.0.0', reason: 'drill' }) };
}

/** The publish job does its part when the run appears; whether the run then ends is another matter. */
export function publishEarly({ world }: TestDesk, names: readonly string[] = NAMES): void {
  world.scm.onRun(() => {
    for (const name of names) world.registry.publish({ name, version: '1.2.0', tag: 'next' });
  });
}

/** What users of a version are told; undefined when it is not deprecated, or not there. */
export function messageOf({ world }: TestDesk, name: string, version = '1.2.0'): string | undefined {
  return world.registry.truth(name)?.versions[version]?.deprecated;
}

/** The message that the rollback to v1.0.0 was confirmed to leave. */
export function takenBack(name: string): string {
  return `${name}@1.2.0 was taken back; use 1.0.0: npm install ${name}@1.0.0`;
}

export function commandFor(name: string): string {
  return `npm deprecate ${name}@1.2.0 '${takenBack(name)}'`;
}

/** How often npm was asked to deprecate something. */
export function writes({ world }: TestDesk): number {
  return world.registry.callsOf('deprecate').length;
}

export const DEPRECATED = 'What its late run has published is deprecated:';

/** What the thread and the channel say of the late run, in any order. */
export function said(desk: TestDesk, release: Operation): string {
  return saidOfRuns(desk, release).join('\n');
}

/** How often the thread says what has become of what was published. */
export function timesToldOf(desk: TestDesk, release: Operation): number {
  return said(desk, release).split('What its late run has published').length - 1;
}
