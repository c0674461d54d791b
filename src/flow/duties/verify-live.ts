import type { Surface } from '../../domain/surface.ts';
import type { DutyOutcome } from '../../ports/store.ts';
import type { Ground } from '../ports.ts';

const TAG = /^npm:(?<name>.+)#(?<tag>[^#]+)$/;

/**
 * Reads again what is live, as customers see it, and notes when it was last found as it should be. Surfaces that an
 * operation holds are left to it; what is found otherwise is logged, and `verified` stays as old as it is.
 */
export async function verifyLive(ground: Ground): Promise<DutyOutcome> {
  const surfaces = await ground.store.transaction((tx) => tx.surfaces.all());
  for (const surface of surfaces) {
    if (surface.heldBy !== null || surface.live.version === null) continue;
    if (!(await isAsKept(ground, surface))) {
      ground.telemetry.warn('a surface is not as Navi left it', {
        surface: surface.id,
        kept: surface.live.version,
      });
      continue;
    }
    const at = ground.clock.now().toISOString();
    const { id, live, by } = surface;
    await ground.store.transaction((tx) =>
      tx.surfaces.setLive(id, live, { operation: by, at, verifiedAt: at }),
    );
  }
  return { is: 'over' };
}

async function isAsKept(ground: Ground, { id, live }: Surface): Promise<boolean> {
  const tag = TAG.exec(id)?.groups;
  if (tag !== undefined)
    return (await ground.registry.package(tag['name'] ?? ''))?.distTags[tag['tag'] ?? ''] === live.version;
  const readings = await ground.edge.look(`/${id.slice('pointer:'.length)}/${ground.settings.cdn.loader}`);
  return readings.length > 0 && readings.every((one) => one.is === 'bytes' && one.sha384 === live.sha384);
}
