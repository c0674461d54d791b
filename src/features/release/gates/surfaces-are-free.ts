import { block, defineGate, type Finding, type GateFacts } from '../../../domain/gate.ts';
import { distTagSurface, pointerSurface } from '../../../domain/surface.ts';
import { isPrerelease, preTagOf } from '../../../domain/version.ts';
import { soakFor } from '../change-kind.ts';

/**
 * No other approved operation holds a surface of this release. An unapproved request can be replaced, so it only warns.
 */
export const surfacesAreFree = defineGate({
  id: 'no conflicting release',
  evaluate: (facts) => {
    if (isPrerelease(facts.asked)) return otherPrereleases(facts);
    const isStaged = soakFor(facts, facts.settings) !== null;
    const wanted: string[] = [
      pointerSurface(facts.releaseLine),
      // A staged release takes them after its soak.
      ...facts.packages
        .filter((one) => one.ships === 'npm' && !isStaged)
        .map((one) => distTagSurface(one.name, facts.settings.npm.liveTag)),
    ];
    const held = facts.surfaces.filter((surface) => wanted.includes(surface.id) && surface.heldBy !== null);
    const holders = [...new Map(held.map((surface) => [surface.heldBy ?? '', surface.id]))];
    if (holders.length === 0) return [{ is: 'pass', evidence: `${wanted.length} surfaces, none reserved` }];
    return holders.map(([operation, surface]): Finding => {
      const holder = facts.holders[operation] ?? { version: '?', requester: 'unknown', approved: true };
      if (!holder.approved)
        return {
          is: 'warn',
          evidence: `replaces ${operation} (v${holder.version}, requested by ${holder.requester}), which is not approved`,
        };
      return block({ code: 'surface-held', surface, operation, ...holder });
    });
  },
});

/** A prerelease holds no surface. Two that move the same dist-tag run one after the other. */
function otherPrereleases({ asked, holders }: GateFacts): Finding[] {
  const tag = preTagOf(asked) ?? '';
  const busy = Object.entries(holders).filter(
    ([, { version, approved }]) => approved && version !== asked && preTagOf(version) === tag,
  );
  if (busy.length === 0) return [{ is: 'pass', evidence: `no other release moves ${tag}` }];
  return busy.map(([operation, { version }]) => ({
    is: 'block',
    text: `${operation} (v${version}) moves ${tag} now.`,
    who: 'no action needed: it passes by itself',
    next: `Request v${asked} again when v${version} has ended.`,
  }));
}
