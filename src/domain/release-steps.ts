import type { JobNames } from './job-names.ts';
import type { PackageMove, PointerMove, ReleaseContent } from './plan.ts';
import type { Settings } from './settings.ts';
import type { PlanStep } from './step.ts';
import { tagOf, tagRefOf } from './version.ts';

export interface StepsOf {
  version: string;
  commit: string;
  operation: string;
  /** ISO; the annotated tag's date, so that the tag object is a pure function of the plan. */
  date: string;
  packages: readonly PackageMove[];
  pointer: PointerMove;
  settings: Settings;
  /** How the run shows jobs that it does not show by their ids. */
  jobNames?: JobNames | undefined;
  /** Absent in a plan from before the claim's protocol. */
  claim?: ReleaseContent['claim'];
}

/**
 * A release in its order: what cannot be undone comes last, so `latest` moves, package by package in release order, when
 * every probe serves the new script. A bundle that fails at the edge has not reached npm's users.
 */
export function releaseSteps(of: StepsOf): PlanStep[] {
  const proofs = npmProofs(of);
  const moves = latestMoves(of);
  const tag = tagOf(of.version);
  return [
    ...buildSteps(of, tag),
    ...proofs,
    {
      id: 'swap-pointer',
      kind: 'swap-pointer',
      after: ['verify-pinned', ...proofs.map((step) => step.id)],
      params: {
        from: `${tag}/${of.settings.cdn.loader}`,
        to: of.pointer.path,
        ifGeneration: of.pointer.generation,
        version: of.version,
        contentType: of.settings.cdn.contentType,
        cacheControl: of.settings.cdn.pointerCacheControl,
        source: null,
        carriesHeaders: true,
      },
    },
    { id: 'purge', kind: 'purge', after: ['swap-pointer'], params: { path: of.pointer.path } },
    {
      id: 'verify-edge',
      kind: 'verify-edge',
      after: ['purge'],
      params: { path: of.pointer.path, expect: null },
    },
    ...moves,
    {
      id: 'read-back',
      kind: 'read-back',
      after: [moves.at(-1)?.id ?? 'verify-edge'],
      params: {
        pointer: of.pointer.path,
        expect: null,
        tags: moves.flatMap((step) =>
          step.kind === 'move-dist-tag'
            ? [{ name: step.params.name, tag: step.params.tag, version: step.params.to }]
            : [],
        ),
      },
    },
    {
      id: 'github-release',
      kind: 'github-release',
      after: ['read-back'],
      params: {
        tag,
        previous: of.pointer.from === null ? null : tagOf(of.pointer.from),
        latest: moves.length > 0,
      },
    },
    { id: 'announce', kind: 'announce', after: ['read-back'], params: { version: of.version } },
  ];
}

function buildSteps(of: StepsOf, tag: string): PlanStep[] {
  const { version, commit, settings } = of;
  const message = `Release ${tag}\n\nNavi-Operation: ${of.operation}\n`;
  return [
    { id: 'tag', kind: 'tag', after: [], params: { tag, commit, message, date: of.date } },
    ...(of.claim === undefined ? [] : [openClaim(of.claim.protocol, of.date)]),
    {
      id: 'dispatch',
      kind: 'dispatch',
      after: [of.claim === undefined ? 'tag' : 'open-claim'],
      params: {
        workflow: settings.repository.workflow,
        ref: tagRefOf(tag),
        version,
        commit,
        ...(of.claim === undefined ? {} : { claim: 'open-claim' }),
      },
    },
    {
      id: 'watch-run',
      kind: 'watch-run',
      after: ['dispatch'],
      params: {
        expectedJobs: settings.release.expectedJobs,
        ...(of.jobNames === undefined ? {} : { jobNames: of.jobNames }),
      },
    },
    {
      id: 'read-manifest',
      kind: 'read-manifest',
      after: ['watch-run'],
      params: { path: `${tag}/${settings.cdn.manifest}`, version, commit },
    },
    {
      id: 'verify-pinned',
      kind: 'verify-pinned',
      after: ['read-manifest'],
      params: { path: `${tag}/${settings.cdn.loader}`, contentType: settings.cdn.contentType },
    },
  ];
}

function openClaim(protocol: number, date: string): PlanStep {
  return { id: 'open-claim', kind: 'open-claim', after: ['tag'], params: { protocol, date } };
}

function npmProofs(of: StepsOf): PlanStep[] {
  return of.packages
    .filter((move) => move.ships === 'npm' && (move.changes || move.movesLatest))
    .map((move) => ({
      id: `verify-npm:${move.name}`,
      kind: 'verify-npm',
      after: ['read-manifest'],
      params: { name: move.name, version: move.after },
    }));
}

function latestMoves(of: StepsOf): PlanStep[] {
  const ids: string[] = [];
  return of.packages
    .filter((move) => move.movesLatest)
    .map((move): PlanStep => {
      const id = `latest:${move.name}`;
      const after = [ids.at(-1) ?? 'verify-edge'];
      ids.push(id);
      const { liveTag } = of.settings.npm;
      return {
        id,
        kind: 'move-dist-tag',
        after,
        params: { name: move.name, tag: liveTag, from: move.before, to: move.after, onDrift: 'hold' },
      };
    });
}
