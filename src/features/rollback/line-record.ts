import { isUntouched, type Operation } from '../../domain/operation.ts';
import { isProven, type Release } from '../../domain/release.ts';
import { pointerSurface, type Surface } from '../../domain/surface.ts';
import type { ReleaseLine } from '../../domain/version.ts';
import type { Steps } from '../../engine/steps.ts';
import type { QuarantinedVersion } from '../../ports/tables/release-lines.ts';
import { mayHaveMoved } from '../surfaces/index.ts';
import { rollbackContent } from './plans/rollback-content.ts';
import type { LineOperation, LineRecord } from './rollback-target.ts';

/** What Navi recorded to choose a rollback target on one line. */
export interface Recorded {
  surfaces: readonly Surface[];
  quarantined: readonly QuarantinedVersion[];
  /** The line's releases. */
  releases: readonly Release[];
  /** The line's operation that has not ended. */
  underWay: Operation | undefined;
  steps: Steps;
}

/** The record of a line; `versions` are those whose bytes can be restored. */
export function lineRecord(
  releaseLine: ReleaseLine,
  versions: readonly string[],
  recorded: Recorded,
): LineRecord {
  const { surfaces, quarantined, releases, underWay, steps } = recorded;
  const live = surfaces.find((one) => one.id === pointerSurface(releaseLine))?.live.version ?? null;
  return {
    releaseLine,
    live,
    versions: versions.map((version) => {
      const release = releases.find((one) => one.version === version);
      return {
        version,
        verified: version === live || (release !== undefined && isProven(release)),
        quarantined: quarantined.find((one) => one.version === version)?.why ?? null,
        replaced: release?.replaced ?? null,
      };
    }),
    // A plan without an approval has started nothing.
    underWay: underWay === undefined || isUntouched(underWay) ? null : lineOperation(underWay, steps),
  };
}

function lineOperation(operation: Operation, steps: Steps): LineOperation {
  const { id, kind, plan } = operation;
  const { content } = plan;
  return {
    operation: id,
    kind,
    version: content.version,
    moved: mayHaveMoved(operation, steps),
    replaced: rollbackContent.is(content) ? content.takenBack : content.pointer.from,
  };
}
