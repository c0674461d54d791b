import { hashPlan, type Plan } from '../../domain/plan.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Bytes, PlanStep } from '../../domain/step.ts';
import { pointerSurface, type Surface } from '../../domain/surface.ts';
import { type ReleaseLine, releaseLineOf, tagOf } from '../../domain/version.ts';
import type { PlanStamp } from '../release/index.ts';
import { moveDistTag, purge, readBack, swapPointer, verifyEdge } from '../surfaces/index.ts';
import type { GitTagLook, Origin } from './looks.ts';
import type { PutBackContent } from './plans/put-back-content.ts';
import { restoreTag } from './steps/restore-tag.ts';

/** The surface's present value, and for a pointer the recorded pinned bytes. */
export type PutBackFrom =
  | { is: 'pointer'; releaseLine: ReleaseLine; origin: Origin | null; source: Bytes }
  | { is: 'dist-tag'; name: string; tag: string; version: string | null };

interface PutBackOf extends Planning {
  surface: Surface;
  /** The recorded version. */
  version: string;
  from: PutBackFrom;
  /** Null where Navi puts back its own late write. */
  alert: string | null;
}

/** Plans to restore a surface to its record: the steps of a rollback that move and prove it, and no others. Pure. */
export function planPutBack(of: PutBackOf): Plan<PutBackContent> {
  const { surface, version, from, settings } = of;
  const releaseLine = from.is === 'pointer' ? from.releaseLine : releaseLineOf(version);
  const path = `${releaseLine}/${settings.cdn.loader}`;
  const origin = from.is === 'pointer' ? from.origin : null;
  const content: PutBackContent = {
    ...always(of),
    version,
    line: releaseLine,
    surface: surface.id,
    alert: of.alert,
    packages: from.is === 'pointer' ? [] : [packageMove(from, version)],
    pointer: {
      surface: pointerSurface(releaseLine),
      path,
      generation: origin?.generation ?? '0',
      sha384: origin?.sha384 ?? null,
      from: origin?.version ?? null,
      to: version,
      ...(origin === null ? {} : { cacheControl: origin.headers.cacheControl }),
    },
    steps: from.is === 'pointer' ? pointerSteps(of, path, from) : [tagStep(from, version)],
  };
  return planOf(content, of);
}

interface TagPutBackOf extends Planning {
  version: string;
  /** What Navi recorded of the tag, and the tag object to restore. */
  recorded: { tag: string; commit: string; object: string };
  /** The tag as it is; null where it is missing. */
  found: GitTagLook['found'];
  alert: string;
}

/** Plans to restore a Git tag. It moves nothing that customers load, so that its pointer stays. Pure. */
export function planTagPutBack(of: TagPutBackOf): Plan<PutBackContent> {
  const { version, recorded, found, settings } = of;
  const { tag, commit, object } = recorded;
  const releaseLine = releaseLineOf(version);
  const pointer = { surface: pointerSurface(releaseLine), path: `${releaseLine}/${settings.cdn.loader}` };
  const content: PutBackContent = {
    ...always(of),
    version,
    line: releaseLine,
    gitTag: { name: tag, from: found?.commit ?? null, commit },
    holds: 'nothing',
    alert: of.alert,
    packages: [],
    pointer: { ...pointer, generation: '0', sha384: null, from: version, to: version },
    steps: [restoreTag.step({ after: [], params: { tag, object, commit, from: found?.object ?? null } })],
  };
  return planOf(content, of);
}

interface Planning {
  settings: Settings;
  stamp: PlanStamp;
}

function always({ settings, stamp: { operation, policy } }: Planning) {
  const approval = { is: 'confirm', roles: settings.permissions['roll-back'] } as const;
  return { schema: 1, kind: 'put-back', operation, policy, approval } as const;
}

function planOf(content: PutBackContent, { settings, stamp }: Planning): Plan<PutBackContent> {
  const { now: createdAt } = stamp;
  const expiresAt = new Date(Date.parse(createdAt) + settings.release.expiresAfter).toISOString();
  return { content, hash: hashPlan(content), revision: 1, createdAt, expiresAt };
}

function pointerSteps(
  { surface: { live }, version, settings: { cdn } }: PutBackOf,
  path: string,
  { origin, source }: Extract<PutBackFrom, { is: 'pointer' }>,
): PlanStep[] {
  const contentType = live.headers?.contentType ?? (source.headers?.contentType || cdn.contentType);
  const bytes =
    source.headers === undefined ? source : { ...source, headers: { ...source.headers, contentType } };
  const swap = swapPointer.step({
    after: [],
    params: {
      from: `${tagOf(version)}/${cdn.loader}`,
      to: path,
      ifGeneration: origin?.generation ?? '0',
      version,
      contentType,
      cacheControl: live.headers?.cacheControl ?? cdn.pointerCacheControl,
      source: bytes,
      carriesHeaders: true,
    },
  });
  const purged = purge.step({ after: [swap.id], params: { path } });
  const edge = verifyEdge.step({ after: [purged.id], params: { path, expect: bytes } });
  const back = readBack.step({ after: [edge.id], params: { pointer: path, expect: bytes, tags: [] } });
  return [swap, purged, edge, back];
}

type TagFrom = Extract<PutBackFrom, { is: 'dist-tag' }>;

function tagStep({ name, tag, version: from }: TagFrom, to: string): PlanStep {
  return moveDistTag.step({
    id: `${tag}:${name}`,
    after: [],
    params: { name, tag, from, to, onDrift: 'hold' },
  });
}

function packageMove({ name, version: before }: TagFrom, after: string) {
  return { name, ships: 'npm' as const, before, after, changes: false, movesLatest: true };
}
