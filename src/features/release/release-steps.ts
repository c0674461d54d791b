import type { JobNames } from '../../domain/job-names.ts';
import type { PackageMove, PointerMove } from '../../domain/plan.ts';
import type { Settings } from '../../domain/settings.ts';
import type { PlanStep } from '../../domain/step.ts';
import { isPrerelease, tagOf, tagRefOf } from '../../domain/version.ts';
import {
  moveDistTag,
  purge,
  readBack,
  swapPointer,
  verifyEdge,
  verifyNpm,
  verifyPinned,
} from '../surfaces/index.ts';
import type { ReleaseContent } from './plans/release-content.ts';
import { announce } from './steps/announce.ts';
import { dispatch } from './steps/dispatch.ts';
import { githubRelease } from './steps/github-release.ts';
import { openClaim } from './steps/open-claim.ts';
import { readManifest } from './steps/read-manifest.ts';
import { soak } from './steps/soak.ts';
import { tag } from './steps/tag.ts';
import { watchRun } from './steps/watch-run.ts';

export interface StepsOf {
  version: string;
  commit: string;
  operation: string;
  /** ISO; the annotated tag's date, so that the tag object is a pure function of the plan. */
  date: string;
  packages: readonly PackageMove[];
  pointer: PointerMove;
  settings: Settings;
  /** The jobs that must have succeeded. */
  expectedJobs: readonly string[];
  /** The run's display names of jobs, where they differ from their ids. */
  jobNames?: JobNames | undefined;
  /** How long it soaks between the CDN and `latest`, in milliseconds; null where it is not staged. */
  soakMs: number | null;
  /** Absent in a plan from before the claim's protocol. */
  claim?: ReleaseContent['claim'];
}

/**
 * The steps of a release in order: irreversible ones come last, so `latest` moves, package by package in release
 * order, when every probe serves the new script. A bundle that fails at the edge has not reached npm's users. A staged
 * release soaks in between.
 */
export function releaseSteps(of: StepsOf): PlanStep[] {
  const tag = tagOf(of.version);
  const { path } = of.pointer;
  const build = buildSteps(of, tag);
  if (isPrerelease(of.version)) return [...build, ...earlySteps(of, build.slice(-1).map(idOf))];
  const pinned = verifyPinned.step({
    after: build.slice(-1).map(idOf),
    params: { path: `${tag}/${of.settings.cdn.loader}`, contentType: of.settings.cdn.contentType },
  });
  const proofs = npmProofs(of, build.slice(-1).map(idOf));
  const swap = swapOf(of, { tag, after: [pinned, ...proofs].map(idOf) });
  const purged = purge.step({ after: [swap.id], params: { path } });
  const edge = verifyEdge.step({ after: [purged.id], params: { path, expect: null } });
  const soaked = soakOf(of, edge.id);
  const moves = latestMoves(of, soaked[0]?.id ?? edge.id);
  const back = readBackOf(path, moves, edge.id);
  const page = githubRelease.step({
    after: [back.id],
    params: {
      tag,
      previous: of.pointer.from === null ? null : tagOf(of.pointer.from),
      latest: moves.length > 0,
    },
  });
  const announced = announce.step({ after: [back.id], params: { version: of.version } });
  return [...build, pinned, ...proofs, swap, purged, edge, ...soaked, ...moves, back, page, announced];
}

/** A prerelease proves what it published and moves its own dist-tag: neither the pointer nor `latest`. */
function earlySteps(of: StepsOf, after: readonly string[]): PlanStep[] {
  const { settings, packages, pointer, version } = of;
  const name = tagOf(version);
  const path = `${name}/${settings.cdn.loader}`;
  const { contentType } = settings.cdn;
  const pinned = verifyPinned.step({ after, params: { path, contentType } });
  const proofs = npmProofs(of, after);
  const edge = verifyEdge.step({
    after: [pinned, ...proofs].map(idOf),
    params: { path, expect: null, isPinned: true },
  });
  const moves = chain(edge.id, packages, (move, before) =>
    move.early === undefined
      ? null
      : moveDistTag.step({
          id: `${move.early.tag}:${move.name}`,
          after: [before],
          params: { name: move.name, ...move.early, to: move.after, onDrift: 'hold' },
        }),
  );
  const back = readBackOf(path, moves, edge.id);
  const previous = pointer.from === null ? null : tagOf(pointer.from);
  const page = githubRelease.step({
    after: [back.id],
    params: { tag: name, previous, latest: false, prerelease: true },
  });
  return [
    pinned,
    ...proofs,
    edge,
    ...moves,
    back,
    page,
    announce.step({ after: [back.id], params: { version } }),
  ];
}

function idOf({ id }: PlanStep): string {
  return id;
}

function swapOf(of: StepsOf, { tag, after }: { tag: string; after: readonly string[] }): PlanStep {
  const { cdn } = of.settings;
  return swapPointer.step({
    after,
    params: {
      from: `${tag}/${cdn.loader}`,
      to: of.pointer.path,
      ifGeneration: of.pointer.generation,
      version: of.version,
      contentType: cdn.contentType,
      cacheControl: cdn.pointerCacheControl,
      source: null,
      carriesHeaders: true,
    },
  });
}

/** From the tag to the release manifest. */
function buildSteps(of: StepsOf, name: string): PlanStep[] {
  const { version, commit, settings, date } = of;
  const message = `Release ${name}\n\nNavi-Operation: ${of.operation}\n`;
  const tagged = tag.step({ after: [], params: { tag: name, commit, message, date } });
  const opened =
    of.claim === undefined
      ? []
      : [openClaim.step({ after: [tagged.id], params: { protocol: of.claim.protocol, date } })];
  const [claim] = opened;
  const dispatched = dispatch.step({
    after: [claim?.id ?? tagged.id],
    params: {
      workflow: settings.repository.workflow,
      ref: tagRefOf(name),
      version,
      commit,
      ...(claim === undefined ? {} : { claim: claim.id }),
    },
  });
  const watched = watchRun.step({
    after: [dispatched.id],
    params: {
      expectedJobs: of.expectedJobs,
      ...(of.jobNames === undefined ? {} : { jobNames: of.jobNames }),
    },
  });
  const manifest = readManifest.step({
    after: [watched.id],
    params: { path: `${name}/${settings.cdn.manifest}`, version, commit },
  });
  return [tagged, ...opened, dispatched, watched, manifest];
}

function npmProofs(of: StepsOf, after: readonly string[]): PlanStep[] {
  return of.packages
    .filter((move) => move.ships === 'npm' && (move.changes || move.movesLatest || move.early !== undefined))
    .map(({ name, after: version }) =>
      verifyNpm.step({ id: `${verifyNpm.kind}:${name}`, after, params: { name, version } }),
    );
}

/** A staged release waits before the first `latest`; where none moves there is nothing to wait for. */
function soakOf({ soakMs, version, packages }: StepsOf, edge: string): PlanStep[] {
  if (soakMs === null || packages.every((move) => !move.movesLatest)) return [];
  return [soak.step({ after: [edge], params: { version, ms: soakMs } })];
}

/** One after the other, after the edge is verified. While a staged release soaks, an older line's fix may move them. */
function latestMoves({ packages, settings, soakMs }: StepsOf, before: string): PlanStep[] {
  const onDrift = soakMs === null ? ('hold' as const) : ('hold-newer' as const);
  return chain(before, packages, ({ name, before: from, after, movesLatest }, previous) =>
    movesLatest
      ? moveDistTag.step({
          id: `latest:${name}`,
          after: [previous],
          params: { name, tag: settings.npm.liveTag, from, to: after, onDrift },
        })
      : null,
  );
}

/** A step for each package that has one, each after the one before it. */
function chain(
  first: string,
  packages: readonly PackageMove[],
  stepOf: (move: PackageMove, previous: string) => PlanStep | null,
): PlanStep[] {
  const steps: PlanStep[] = [];
  for (const move of packages) {
    const step = stepOf(move, steps.at(-1)?.id ?? first);
    if (step !== null) steps.push(step);
  }
  return steps;
}

/** Reads the object and every dist-tag that moved, after the last of them. */
function readBackOf(pointer: string, moves: readonly PlanStep[], edge: string): PlanStep {
  return readBack.step({
    after: [moves.at(-1)?.id ?? edge],
    params: {
      pointer,
      expect: null,
      tags: moveDistTag
        .in(moves)
        .map(({ params }) => ({ name: params.name, tag: params.tag, version: params.to })),
    },
  });
}
