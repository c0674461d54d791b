import { isUntouched, type Operation } from '../../domain/operation.ts';
import { isProven, type Release } from '../../domain/release.ts';
import { pointerSurface, type Surface } from '../../domain/surface.ts';
import { isNewer, isPrerelease, type ReleaseLine } from '../../domain/version.ts';
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
  /** The version that the bucket serves: the only source where nothing is recorded as live. */
  served?: string | undefined;
  steps: Steps;
}

/** The record of a line; `versions` are those whose bytes can be restored. */
export function lineRecord(
  releaseLine: ReleaseLine,
  versions: readonly string[],
  recorded: Recorded,
): LineRecord {
  const { surfaces, quarantined, releases, underWay, steps, served } = recorded;
  const known = surfaces.find((one) => one.id === pointerSurface(releaseLine))?.live.version ?? null;
  const live = known ?? served ?? null;
  return {
    releaseLine,
    live,
    versions: versions.map((version) => {
      const release = releases.find((one) => one.version === version);
      return {
        version,
        verified: version === known || (release !== undefined && isProven(release)),
        quarantined: quarantined.find((one) => one.version === version)?.why ?? null,
        replaced: release?.replaced ?? null,
        ...(wasNeverLive(version, { release, live }) ? { neverLive: true as const } : {}),
      };
    }),
    // A plan without an approval has started nothing.
    underWay: underWay === undefined || isUntouched(underWay) ? null : lineOperation(underWay, steps),
  };
}

/**
 * Whether customers never had it: Navi released it and never saw it live, or Navi does not know it, and it is newer than
 * what is live or a prerelease. An older one may have been live before Navi was installed.
 */
function wasNeverLive(
  version: string,
  { release, live }: { release: Release | undefined; live: string | null },
): boolean {
  if (version === live) return false;
  if (release !== undefined) return release.liveAt === null && !isProven(release);
  return isPrerelease(version) || (live !== null && isNewer(version, live));
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
