import type { Verdict } from '../gate.ts';
import type { ReleaseFacts } from '../release-facts.ts';
import { distTagSurface, pointerSurface } from '../surface.ts';
import { isNewer, isPrerelease } from '../version.ts';

/** The version is exact semver without a suffix, and newer than what is live on its line. */
export function newerThanLive(facts: ReleaseFacts): Verdict {
  const gate = 'version is newer';
  if (isPrerelease(facts.asked)) return block(gate, { code: 'version-prerelease', version: facts.asked });
  const live = facts.pointer?.version;
  if (live === undefined) {
    return {
      gate,
      is: 'pass',
      evidence: `${facts.line} has nothing live yet, or nothing that a version is known for`,
    };
  }
  if (facts.asked === live) return { gate, is: 'warn', evidence: `${live} is what is live on ${facts.line}` };
  if (!isNewer(facts.asked, live))
    return block(gate, { code: 'version-not-newer', version: facts.asked, live, line: facts.line });
  return { gate, is: 'pass', evidence: `${facts.asked} is above ${live}, live on ${facts.line}` };
}

/** Neither the pointer nor the bucket has this version yet. A tag alone does not count: it may be ours from an attempt before. */
export function notReleased(facts: ReleaseFacts): Verdict {
  const gate = 'not released yet';
  const found = [
    ...(facts.releasedBy === undefined ? [] : [`${facts.releasedBy} made it live`]),
    ...(facts.pointer?.version === facts.asked ? [`the pointer of ${facts.line} serves it`] : []),
    ...facts.packages
      .filter((one) => one.ships === 'npm' && one.file?.version === facts.asked && one.live === facts.asked)
      .map((one) => `latest of ${one.name} is at it`),
  ];
  if (found.length > 0)
    return block(gate, { code: 'already-released', version: facts.asked, what: found.join(', ') });
  return { gate, is: 'pass', evidence: `neither the pointer nor latest is at ${facts.asked}` };
}

/** The line was not rolled back, or somebody has cleared it since. */
export function lineIsUnlocked(facts: ReleaseFacts): Verdict {
  const gate = 'line is not locked';
  if (facts.locked !== undefined)
    return block(gate, { code: 'line-locked', line: facts.line, ...facts.locked });
  return { gate, is: 'pass', evidence: `${facts.line} is open for releases` };
}

/**
 * Nobody else's approved operation holds what this release would move. A request that nobody has approved yet can be
 * replaced, and a rollback that only watches gives way (docs/decisions/0007), so these only warn.
 */
export function surfacesFree(facts: ReleaseFacts, liveTag: string): Verdict[] {
  const gate = 'surfaces are free';
  const wanted: string[] = [
    pointerSurface(facts.line),
    ...facts.packages.filter((one) => one.ships === 'npm').map((one) => distTagSurface(one.name, liveTag)),
  ];
  const held = facts.surfaces.filter((surface) => wanted.includes(surface.id) && surface.heldBy !== null);
  const holders = [...new Map(held.map((surface) => [surface.heldBy ?? '', surface.id]))];
  const watching = facts.watching
    .filter((one) => one.surfaces.some((id) => wanted.includes(id)))
    .map(({ operation }): Verdict => {
      const evidence = `${operation} still watches for late writes, and gives way once this is approved`;
      return { gate, is: 'warn', evidence };
    });
  if (holders.length === 0 && watching.length === 0)
    return [{ gate, is: 'pass', evidence: `${wanted.length} surfaces, none held` }];
  const others = holders.map(([operation, surface]): Verdict => {
    const holder = facts.holders[operation] ?? { version: '?', requester: 'somebody', approved: true };
    if (!holder.approved)
      return {
        gate,
        is: 'warn',
        evidence: `replaces ${operation} (v${holder.version} by ${holder.requester}), not approved yet`,
      };
    return block(gate, { code: 'surface-held', surface, operation, ...holder });
  });
  return [...watching, ...others];
}

function block(gate: string, reason: Extract<Verdict, { is: 'block' }>['reason']): Verdict {
  return { gate, is: 'block', reason };
}
