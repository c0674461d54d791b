import { block, defineGate, type Finding } from '../../../domain/gate.ts';
import { distTagSurface, pointerSurface } from '../../../domain/surface.ts';

/**
 * No other approved operation holds a surface of this release. An unapproved request can be replaced, so it only warns.
 */
export const surfacesAreFree = defineGate({
  id: 'no conflicting release',
  evaluate: (facts) => {
    const wanted: string[] = [
      pointerSurface(facts.releaseLine),
      ...facts.packages
        .filter((one) => one.ships === 'npm')
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
