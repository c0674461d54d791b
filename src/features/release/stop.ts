import type { Confirmation } from '../../domain/message.ts';
import { isOpen, type Operation } from '../../domain/operation.ts';
import { hashPlan, type Plan } from '../../domain/plan.ts';
import type { Settings } from '../../domain/settings.ts';
import type { PlanStep } from '../../domain/step.ts';
import { isPrerelease } from '../../domain/version.ts';
import type { Steps } from '../../engine/steps.ts';
import {
  deprecate,
  deprecationOf,
  leaveTag,
  mayHaveMoved,
  publishesOf,
  stagingBack,
} from '../surfaces/index.ts';
import { releaseContent } from './plans/release-content.ts';
import { keptText, type StopContent } from './plans/stop-content.ts';
import type { PlanStamp } from './release-plan.ts';
import { runLeftBy } from './run-left.ts';
import { cancelRun } from './steps/cancel-run.ts';
import { tag } from './steps/tag.ts';
import { watchRun } from './steps/watch-run.ts';

/**
 * Whether a person may stop this release now: until it changes something for customers. A prerelease never does, so it
 * can be taken back when it is done, too.
 */
export function canBeStopped(operation: Operation, steps: Steps): boolean {
  const { kind, state } = operation;
  const isTampered = state.is === 'stopped' && state.trouble.code === 'tampered';
  if (kind !== 'release' || isTampered) return false;
  if (isPrerelease(operation.plan.content.version)) return isOpen(state) || state.is === 'done';
  return isOpen(state) && !mayHaveMoved(operation, steps);
}

/** The remaining work when this release ends now, as a plan of its own; null for none. Pure. */
export function planStop(
  release: Operation,
  settings: Settings,
  { reason, stamp }: { reason: string | null; stamp: PlanStamp },
): Plan<StopContent> | null {
  const run = runToStop(release);
  if (run === null && !mayHavePublished(release)) return null;
  const { content } = release.plan;
  const keeps = keptBy(release);
  const deprecates = deprecationsOf(release, settings);
  const stop: StopContent = {
    schema: 1,
    kind: 'stop',
    operation: stamp.operation,
    version: content.version,
    line: content.line,
    stops: release.id,
    keeps,
    packages: [],
    pointer: { ...content.pointer, to: keeps ?? content.version },
    ...(content.holds === undefined ? {} : { holds: content.holds }),
    deprecates,
    run: run?.run ?? null,
    reason,
    steps: chained([
      ...(run === null ? [] : [cancelRun.step({ after: [], params: run })]),
      ...earlyBack(release),
      ...deprecates.map((params) =>
        deprecate.step({ id: `${deprecate.kind}:${params.name}`, after: [], params }),
      ),
      ...stagingBack(beforeOf(release), settings),
    ]),
    approval: { is: 'confirm', roles: settings.permissions['roll-back'] },
    policy: stamp.policy,
  };
  const { now: createdAt } = stamp;
  const expiresAt = new Date(Date.parse(createdAt) + settings.release.expiresAfter).toISOString();
  return { content: stop, hash: hashPlan(stop), revision: 1, createdAt, expiresAt };
}

/** The version that customers keep: the pointer's, or the record's where the pointer had bytes of no version. */
export function keptBy({ plan, shown }: Operation): string | null {
  return plan.content.pointer.from ?? shown.knownGood;
}

/** The text to read before a release is stopped. */
export function stopConfirmation(
  release: Operation,
  settings: Settings,
  reason: string | null,
): Confirmation {
  const { version, pointer } = release.plan.content;
  const keep = keptText({ keeps: keptBy(release), pointer });
  return {
    title: `Stop v${version}`,
    headline: `v${version} will be stopped; ${keep}.`,
    says: warningsOf(release, settings),
    question: `Stop v${version} now?`,
    button: 'Stop release',
    words: ['stop', `v${version}`],
    label: `Stop v${version} (${keep})`,
    needsReason: false,
    reason,
  };
}

function warningsOf(release: Operation, settings: Settings): string[] {
  const { content } = release.plan;
  const published = publishesOf(content.packages).map(({ name, version }) => `${name}@${version}`);
  const run = runToStop(release);
  const isTagged = releaseContent.is(content) && tag.isDoneIn(release);
  return [
    'Nothing has changed for customers.',
    ...(earlyBack(release).length === 0 ? [] : [`Its dist-tag goes back to what it was.`]),
    ...(run === null ? [] : [`Its workflow run${run.run === null ? '' : ` ${run.run}`} is cancelled.`]),
    ...(run === null && !mayHavePublished(release)
      ? []
      : published.length === 0
        ? []
        : [
            `What it published under ${settings.npm.stagingTag} stays on npm and is deprecated: ${published.join(', ')}.`,
          ]),
    ...(isTagged
      ? [`The tag ${content.tag} stays. The card of the release will show whether it can be deleted.`]
      : []),
    `${content.line} is not locked: you can request the next release when this has ended.`,
  ];
}

/** The release after its end: a dispatch that has not started never will. */
function ended(release: Operation): Operation {
  return { ...release, state: { is: 'cancelled', at: '', by: '', reason: null, successor: null } };
}

/** What is left of its run; null for none, and for a release that is done. */
function runToStop(release: Operation): ReturnType<typeof runLeftBy> {
  return isOpen(release.state) ? runLeftBy(ended(release)) : null;
}

/** Moves the dist-tag of a prerelease back to what it was, and to `latest` where it was not set: npm keeps a tag. */
function earlyBack({ plan }: Operation): PlanStep[] {
  return plan.content.packages.flatMap(({ name, before, after, early }) => {
    const to = early?.from ?? before;
    if (early === undefined || to === null) return [];
    return [
      leaveTag.step({
        id: `${early.tag}:${name}`,
        after: [],
        params: { name, tag: early.tag, leaves: after, to },
      }),
    ];
  });
}

/** Whether its run may have published something, even if it has ended since. */
function mayHavePublished(release: Operation): boolean {
  const watched = watchRun.stateIn(release);
  return watched !== undefined && watched.is !== 'waiting';
}

function deprecationsOf(release: Operation, { rollback }: Settings): StopContent['deprecates'] {
  return beforeOf(release).flatMap(({ before, ...one }) =>
    before === null ? [] : [{ ...one, message: deprecationOf({ ...one, before }, rollback.stopDeprecation) }],
  );
}

/** What it publishes, and the `latest` of each package, which stays. */
function beforeOf({ plan }: Operation): { name: string; version: string; before: string | null }[] {
  const { packages } = plan.content;
  return publishesOf(packages).map((one) => ({
    ...one,
    before: packages.find(({ name }) => name === one.name)?.before ?? null,
  }));
}

/** One after the other: a package has one writer at a time. */
function chained(steps: readonly PlanStep[]): PlanStep[] {
  return steps.map((step, at) => ({
    ...step,
    after: steps.slice(Math.max(at - 1, 0), at).map(({ id }) => id),
  }));
}
