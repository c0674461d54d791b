import type { PackageMove, PointerMove } from '../../domain/plan.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Bytes, PlanStep } from '../../domain/step.ts';
import { tagOf } from '../../domain/version.ts';
import { announce, cancelRun, type RunToEnd } from '../release/index.ts';
import {
  deprecate,
  moveDistTag,
  purge,
  readBack,
  stagingBack,
  swapPointer,
  type TakenPackage,
  verifyEdge,
} from '../surfaces/index.ts';
import type { RollbackContent } from './plans/rollback-content.ts';
import type { Candidate } from './rollback-facts.ts';
import { markRelease } from './steps/mark-release.ts';

export interface RollbackStepsOf {
  target: Candidate;
  packages: readonly PackageMove[];
  deprecates: RollbackContent['deprecates'];
  pointer: PointerMove;
  /** The superseded release's run, known or still unknown. */
  run: RunToEnd | null;
  settings: Settings;
  /** The rolled-back npm versions, and the version that each package returns to. */
  taken: readonly TakenPackage[];
  takenBack: string | null;
  cdnOnly: boolean;
}

/**
 * The steps of a rollback in order: the pointer moves first. The npm steps start when the pointer's write was read
 * back, so that npm is not restored alone when the pointer cannot move; they run in parallel with the purge and the
 * verification at the edge. Tags move before anything is deprecated, so that no user gets a deprecated `latest`.
 */
export function rollbackSteps(of: RollbackStepsOf): PlanStep[] {
  const { version } = of.target;
  const { path } = of.pointer;
  const { cdn, npm: tags } = of.settings;
  const bytes = withType(of.target.bytes, cdn.contentType);
  const swap = swapPointer.step({
    after: [],
    params: {
      from: `${tagOf(version)}/${cdn.loader}`,
      to: path,
      ifGeneration: of.pointer.generation,
      version,
      contentType: cdn.contentType,
      cacheControl: cdn.pointerCacheControl,
      source: bytes,
      carriesHeaders: true,
    },
  });
  const purged = purge.step({ after: [swap.id], params: { path } });
  const edge = verifyEdge.step({ after: [purged.id], params: { path, expect: bytes } });
  const npm = npmLeg(of, swap.id);
  const waiting = waitingIds(npm, of.run);
  // Only deprecations wait for the end of a run on GitHub.
  const lastOfNpm = npm.findLast(({ id }) => !waiting.includes(id))?.id;
  const back = readBack.step({
    after: [edge.id, ...(lastOfNpm === undefined ? [] : [lastOfNpm])],
    params: {
      pointer: path,
      expect: bytes,
      tags: movedBy(of).map((move) => ({ name: move.name, tag: tags.liveTag, version: move.after })),
    },
  });
  const announced = announce.step({ after: [back.id], params: { version } });
  return [swap, purged, edge, ...npm, back, announced, ...tidyUp(of, announced.id)];
}

function movedBy({ packages }: RollbackStepsOf): PackageMove[] {
  return packages.filter((move) => move.movesLatest);
}

/** A pinned object without a type gets the configured type of loaders. */
function withType(bytes: Bytes, contentType: string): Bytes {
  const { headers } = bytes;
  return headers?.contentType === '' ? { ...bytes, headers: { ...headers, contentType } } : bytes;
}

/** Optional steps after everything else: the staging tag, and GitHub's release page. */
function tidyUp(
  { taken, takenBack, target, settings, cdnOnly }: RollbackStepsOf,
  announced: string,
): PlanStep[] {
  const steps = stagingBack(taken, settings);
  if (takenBack !== null) {
    const where = cdnOnly ? ' on the CDN' : '';
    const note = `v${takenBack} was rolled back to v${target.version}${where}.`;
    const params = { tag: tagOf(takenBack), back: cdnOnly ? null : tagOf(target.version), note };
    steps.push(markRelease.step({ after: [], params }));
  }
  return steps.map((step) => ({ ...step, after: [announced] }));
}

/**
 * `latest` back package by package, after the pointer; then the deprecations, with those that wait for the run's end
 * last. The run is also ended where the rollback does not touch npm, because it would continue the rolled-back
 * release.
 */
function npmLeg(of: RollbackStepsOf, swap: string): PlanStep[] {
  const steps: PlanStep[] = [];
  let after = [swap];
  const { liveTag } = of.settings.npm;
  for (const move of movedBy(of)) {
    const id = `latest:${move.name}`;
    const params = {
      name: move.name,
      tag: liveTag,
      from: move.before,
      to: move.after,
      onDrift: 'go-on' as const,
    };
    steps.push(moveDistTag.step({ id, after, params }));
    after = [id];
  }
  const ended = of.run === null ? [] : [cancelRun.step({ after: [], params: of.run })];
  steps.unshift(...ended);
  const isLast = (params: Deprecation) => mayStillPublish(of.run, params);
  const inOrder = [...of.deprecates.filter((one) => !isLast(one)), ...of.deprecates.filter(isLast)];
  let waits = false;
  for (const params of inOrder) {
    const name = `${deprecate.kind}:${params.name}`;
    const id = steps.some((step) => step.id === name) ? `${name}@${params.version}` : name;
    if (isLast(params) && !waits) after = [...ended.map(({ id }) => id), ...after];
    waits = isLast(params);
    steps.push(deprecate.step({ id, after, params: { ...params } }));
    after = [id];
  }
  return steps;
}

/** The end of the run, and the steps that wait for it. */
function waitingIds(npm: readonly PlanStep[], run: RollbackStepsOf['run']): string[] {
  const waits = deprecate.in(npm).filter(({ params }) => mayStillPublish(run, params));
  return [...cancelRun.idsIn(npm), ...waits.map(({ id }) => id)];
}

type Deprecation = RollbackContent['deprecates'][number];

/** Whether the run may publish this version until it has ended; if unknown, it may. */
function mayStillPublish(run: RollbackStepsOf['run'], { name, version }: Deprecation): boolean {
  if (run?.publishes === undefined) return run !== null;
  return run.publishes.some((one) => one.name === name && one.version === version);
}
