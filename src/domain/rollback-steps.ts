import type { PackageMove, PointerMove, RollbackContent } from './plan.ts';
import type { Candidate } from './rollback-facts.ts';
import type { Settings } from './settings.ts';
import { stagingBack, type TakenPackage } from './staging.ts';
import type { Bytes, PlanStep, StepParams } from './step.ts';
import { tagOf } from './version.ts';

export interface RollbackStepsOf {
  target: Candidate;
  packages: readonly PackageMove[];
  deprecates: RollbackContent['deprecates'];
  pointer: PointerMove;
  /** The superseded release's run, known or still to be found. */
  run: StepParams['cancel-run'] | null;
  settings: Settings;
  /** What is taken back on npm, and what each package goes back to. */
  taken: readonly TakenPackage[];
  takenBack: string | null;
  cdnOnly: boolean;
}

/**
 * A rollback in its order: the pointer goes at once. Npm's leg begins when the pointer's write was read back, so that a
 * pointer that cannot be moved does not leave npm given back alone; it runs beside the purge and the proof at the edge.
 * Tags move before anything is deprecated, so that nobody is told off for a `latest` they were given.
 */
export function rollbackSteps(of: RollbackStepsOf): PlanStep[] {
  const npm = npmLeg(of);
  const deprecates = npm.filter((step) => step.kind === 'deprecate');
  // GitHub may keep some deprecations waiting for the end of a run, and nothing else.
  const lastOfNpm = npm.findLast((step) => step.kind !== 'cancel-run' && !waitsForRun(step, of.run))?.id;
  const { version } = of.target;
  const { cdn, npm: tags, rollback } = of.settings;
  const bytes = withType(of.target.bytes, cdn.contentType);
  const moved = of.packages.filter((move) => move.movesLatest);
  return [
    {
      id: 'swap-pointer',
      kind: 'swap-pointer',
      after: [],
      params: {
        from: `${tagOf(version)}/${cdn.loader}`,
        to: of.pointer.path,
        ifGeneration: of.pointer.generation,
        version,
        contentType: cdn.contentType,
        cacheControl: cdn.pointerCacheControl,
        source: bytes,
        carriesHeaders: true,
      },
    },
    { id: 'purge', kind: 'purge', after: ['swap-pointer'], params: { path: of.pointer.path } },
    {
      id: 'verify-edge',
      kind: 'verify-edge',
      after: ['purge'],
      params: { path: of.pointer.path, expect: bytes },
    },
    ...npm,
    {
      id: 'read-back',
      kind: 'read-back',
      after: ['verify-edge', ...(lastOfNpm === undefined ? [] : [lastOfNpm])],
      params: {
        pointer: of.pointer.path,
        expect: bytes,
        tags: moved.map((move) => ({ name: move.name, tag: tags.liveTag, version: move.after })),
      },
    },
    { id: 'announce', kind: 'announce', after: ['read-back'], params: { version } },
    ...tidyUp(of),
    {
      id: 'watch-surfaces',
      kind: 'watch-surfaces',
      after: ['announce', ...deprecates.slice(-1).map((step) => step.id)],
      params: {
        forMs: rollback.watch,
        pointer: {
          path: of.pointer.path,
          sha384: bytes.sha384,
          source: `${tagOf(version)}/${cdn.loader}`,
          generation: bytes.generation,
          lateSha384: of.pointer.sha384,
          ...(bytes.headers === undefined
            ? {}
            : { written: { cacheControl: cdn.pointerCacheControl, headers: bytes.headers } }),
        },
        tags: moved.map((move) => ({
          name: move.name,
          tag: tags.liveTag,
          version: move.after,
          late: move.before,
        })),
      },
    },
  ];
}

/** A pinned object that does not say what it is gets the type that the configuration gives loaders. */
function withType(bytes: Bytes, contentType: string): Bytes {
  const { headers } = bytes;
  return headers?.contentType === '' ? { ...bytes, headers: { ...headers, contentType } } : bytes;
}

/** What customers neither load nor install, when everything else is back: the staging tag, and GitHub's page. */
function tidyUp({ taken, takenBack, target, settings, cdnOnly }: RollbackStepsOf): PlanStep[] {
  const steps = stagingBack(taken, settings);
  if (takenBack !== null) {
    const where = cdnOnly ? ' on the CDN' : '';
    const note = `v${takenBack} was rolled back to v${target.version}${where}.`;
    const params = { tag: tagOf(takenBack), back: cdnOnly ? null : tagOf(target.version), note };
    steps.push({ id: 'mark-release', kind: 'mark-release', after: [], params });
  }
  return steps.map((step) => ({ ...step, after: ['announce'] }));
}

/**
 * `latest` back package by package, after the pointer; then the deprecations, last those of what the run may still
 * publish, which wait for its end. The run is ended where the rollback leaves npm alone too: it would go on with a release that is taken back.
 */
function npmLeg(of: RollbackStepsOf): PlanStep[] {
  const steps: PlanStep[] = [];
  let after = ['swap-pointer'];
  const { liveTag } = of.settings.npm;
  for (const move of of.packages) {
    if (!move.movesLatest) continue;
    const id = `latest:${move.name}`;
    const params = {
      name: move.name,
      tag: liveTag,
      from: move.before,
      to: move.after,
      onDrift: 'go-on' as const,
    };
    steps.push({ id, kind: 'move-dist-tag', after, params });
    after = [id];
  }
  if (of.run !== null) steps.unshift({ id: 'cancel-run', kind: 'cancel-run', after: [], params: of.run });
  const isLast = (params: StepParams['deprecate']) => mayStillPublish(of.run, params);
  const inOrder = [...of.deprecates.filter((one) => !isLast(one)), ...of.deprecates.filter(isLast)];
  let waits = false;
  for (const params of inOrder) {
    const name = `deprecate:${params.name}`;
    const id = steps.some((step) => step.id === name) ? `${name}@${params.version}` : name;
    if (isLast(params) && !waits) after = ['cancel-run', ...after];
    waits = isLast(params);
    steps.push({ id, kind: 'deprecate', after, params: { ...params } });
    after = [id];
  }
  return steps;
}

function waitsForRun(step: PlanStep, run: RollbackStepsOf['run']): boolean {
  return step.kind === 'deprecate' && mayStillPublish(run, step.params);
}

/** Whether the run may publish this version until it has ended; where it is not known what it publishes, it may. */
function mayStillPublish(run: RollbackStepsOf['run'], { name, version }: StepParams['deprecate']): boolean {
  if (run?.publishes === undefined) return run !== null;
  return run.publishes.some((one) => one.name === name && one.version === version);
}
