import { servedHeaders } from './object-headers.ts';
import type { Operation } from './operation.ts';
import type { Evidence, PlanStep } from './step.ts';
import { distTagSurface, type Live, type SurfaceId } from './surface.ts';

export interface SurfaceChange {
  id: SurfaceId;
  live: Live;
  /** Whether customers were seen to get it, not only the origin. */
  verified: boolean;
}

/** What a finished step says about what is live now. The pointer counts as verified when the probes serve it. */
export function surfaceChangeOf(step: PlanStep, evidence: Evidence, operation: Operation): SurfaceChange[] {
  const { pointer, version } = operation.plan.content;
  switch (step.kind) {
    case 'swap-pointer':
      return [{ id: pointer.surface, live: liveOf(version, evidence), verified: false }];
    case 'verify-edge': {
      const swapped = operation.steps['swap-pointer'];
      const proof = swapped?.is === 'done' ? swapped.evidence : evidence;
      return [{ id: pointer.surface, live: liveOf(version, proof), verified: true }];
    }
    case 'move-dist-tag':
      return [
        {
          id: distTagSurface(step.params.name, step.params.tag),
          live: { version: step.params.to },
          verified: true,
        },
      ];
    default:
      return [];
  }
}

function liveOf(version: string, evidence: Evidence): Live {
  const { sha384, generation, headers } = evidence;
  const served = servedHeaders(headers);
  return {
    version,
    ...(typeof sha384 === 'string' ? { sha384 } : {}),
    ...(typeof generation === 'string' ? { generation } : {}),
    ...(served === undefined ? {} : { headers: served }),
  };
}
