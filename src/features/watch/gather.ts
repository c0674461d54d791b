import { browserSeconds } from '../../domain/object-headers.ts';
import { isProven, type Release } from '../../domain/release.ts';
import type { Surface } from '../../domain/surface.ts';
import { countsAs } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import type { Tx } from '../../ports/store.ts';
import { verifyEdge } from '../surfaces/index.ts';
import type { Found, Watch } from './decide-watch.ts';
import { readChecks } from './read-checks.ts';
import { readCounts } from './read-counts.ts';

type Reading = Pick<Context, 'settings' | 'clock'>;

/** A pointer and the release that moved it there. */
interface Live {
  surface: Surface;
  release: Release;
}

/** The release lines whose pointer was last moved by the release that is live. A rollback moved the others. */
export async function liveReleases(tx: Tx): Promise<Live[]> {
  const pointers = (await tx.surfaces.all()).filter(({ id }) => id.startsWith('pointer:'));
  const found: Live[] = [];
  for (const surface of pointers) {
    const { version } = surface.live;
    const release = version === null ? undefined : await tx.releases.get(version);
    if (release !== undefined && release.operation === surface.by) found.push({ surface, release });
  }
  return found;
}

/**
 * The watch of a live release; undefined where its time is over already. Until when browsers run the old script is what
 * the edge has shown, and before that the configured max-age.
 */
export async function watchOf(
  tx: Tx,
  { settings, clock }: Reading,
  { surface, release }: Live,
): Promise<Watch | undefined> {
  const { version, replaced, releaseLine } = release;
  const begun = Date.parse(surface.since);
  const kept = browserSeconds(settings.cdn.pointerCacheControl);
  const until = (await servedUntil(tx, release)) ?? (kept === null ? null : iso(begun + kept * 1000));
  const soak = settings.releaseWatch.soak[countsAs(replaced ?? undefined, version)];
  const endsAt = iso((until === null ? begun : Date.parse(until)) + soak);
  if (clock.now().toISOString() >= endsAt) return undefined;
  return {
    ...{ version, releaseLine, replaced, startedAt: surface.since, browsersUntil: until, endsAt },
    ...{ kept: null, judged: null, streak: null, last: null, dueInShadow: null, automatic: null },
    ...{ checks: null, waits: false, worseSince: null },
  };
}

/** Until when browsers may run the replaced script, as the probes have shown; null before. */
async function servedUntil(tx: Tx, { operation }: Release): Promise<string | null> {
  const found = operation === null ? undefined : await tx.operations.get(operation);
  return (found && verifyEdge.evidenceIn(found)?.browsersUntil) ?? null;
}

/** What is known of a watched release now. */
export async function findWatched(tx: Tx, { clock, settings }: Reading, watch: Watch): Promise<Found> {
  const live = (await liveReleases(tx)).find(({ release }) => release.version === watch.version);
  const target = watch.replaced === null ? undefined : await tx.releases.get(watch.replaced);
  const isQuarantined = (await tx.quarantined.all()).some(({ version }) => version === watch.replaced);
  const heldBy = live?.surface.heldBy ?? null;
  return {
    isLive: live !== undefined,
    isHeld: heldBy !== null && heldBy !== live?.release.operation,
    isTargetProven: target !== undefined && isProven(target) && !isQuarantined,
    counts: await readCounts(tx, watch, { now: clock.now(), leastRate: settings.releaseWatch.leastRate }),
    checks:
      live === undefined || watch.replaced !== null
        ? null
        : await readChecks(tx, live.release, { now: clock.now(), loader: settings.cdn.loader }),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
