import { isRecordedLive } from '../../../domain/record.ts';
import { endLive, foundLive } from '../../../domain/release-record.ts';
import { distTagSurface, type Live, pointerSurface, type SurfaceId } from '../../../domain/surface.ts';
import type { Context } from '../../../engine/context.ts';
import { defineJob, NOTHING } from '../../../engine/define-job.ts';
import { saveReleases } from '../../../engine/save-releases.ts';
import type { Tx } from '../../../ports/store.ts';
import type { JobOutcome } from '../../../ports/tables/jobs.ts';
import { readReleaseLine } from '../line.ts';
import { servesRightly } from '../steps/headers.ts';

const POINTER = /^(?<line>v\d+)\//;

interface Found {
  id: SurfaceId;
  live: Live;
  verified: boolean;
}

/**
 * At the first start, records what is live and was not moved by Navi, so that there is a known-good from the first
 * day. Known surfaces are left unchanged.
 */
export async function adopt(context: Context): Promise<JobOutcome> {
  const { record } = await context.record.catchUp();
  const known = await context.store.transaction((tx) => tx.surfaces.all());
  // The journal may know a surface whose row is missing: the check of the record reports that.
  const isKnown = (id: SurfaceId) =>
    isRecordedLive(record, id) || known.some((surface) => surface.id === id && surface.live.version !== null);
  const found = [...(await findPointers(context)), ...(await findTags(context))].filter(
    (one) => !isKnown(one.id),
  );
  if (found.length === 0) return { is: 'over' };
  const at = context.clock.now().toISOString();
  await context.store.transaction(async (tx) => {
    for (const { id, live, verified } of found) {
      await tx.surfaces.setLive(id, live, { operation: 'adopted', at, verifiedAt: verified ? at : null });
      await saveFound(tx, { id, live, verified }, at);
      tx.journal.append({
        subject: { kind: 'surface', id },
        event: 'adopted',
        actor: { is: 'navi' },
        planHash: null,
        details: { live: { ...live }, verified },
      });
    }
  });
  context.telemetry.info('adopted what is live', { surfaces: found.map((one) => one.id) });
  return { is: 'over' };
}

/** Saves a row for the version on a pointer; an existing row keeps its facts and becomes live. */
export async function saveFound(tx: Tx, { id, live, verified }: Found, at: string): Promise<void> {
  const { version, sha384 = null } = live;
  if (!id.startsWith('pointer:') || version === null) return;
  const releaseLine = id.slice('pointer:'.length);
  await saveReleases(tx, releaseLine, (known) => {
    const found = foundLive({ version, releaseLine, sha384, at });
    const own = known.find((one) => one.version === version) ?? found;
    const verifiedAt = verified ? at : own.verifiedAt;
    return [
      ...endLive(known, version, { is: 'replaced', at, successor: version }),
      { ...own, sha384, state: found.state, liveAt: at, verifiedAt },
    ];
  });
}

async function findPointers(context: Context): Promise<Found[]> {
  const { loader } = context.settings.cdn;
  const objects = await context.objects.list('v');
  const lines = objects
    .filter((object) => object.path.endsWith(`/${loader}`))
    .flatMap((object) => POINTER.exec(object.path)?.groups?.['line'] ?? []);
  const found = await Promise.all(
    [...new Set(lines)].map((releaseLine) => findPointer(context, releaseLine)),
  );
  return found.flatMap((one) => one ?? []);
}

async function findPointer(context: Context, releaseLine: string): Promise<Found | undefined> {
  const { loader } = context.settings.cdn;
  const { pointer } = await readReleaseLine(context.objects, releaseLine, loader);
  if (pointer === undefined) return undefined;
  const readings = await context.edge.look(`/${releaseLine}/${loader}`);
  const verified =
    readings.length > 0 &&
    readings.every((one) => servesRightly(one, { sha384: pointer.sha384, headers: pointer.headers }));
  const { sha384, generation, headers } = pointer;
  const live = { version: pointer.version ?? null, sha384, generation, headers };
  return { id: pointerSurface(releaseLine as `v${number}`), live, verified };
}

async function findTags(context: Context): Promise<Found[]> {
  const { liveTag } = context.settings.npm;
  const packages = context.settings.packages.filter((one) => one.ships === 'npm');
  const found = await Promise.all(
    packages.map(async ({ name }): Promise<Found[]> => {
      const version = (await context.registry.primary(name))?.distTags[liveTag];
      return version === undefined
        ? []
        : [{ id: distTagSurface(name, liveTag), live: { version }, verified: true }];
    }),
  );
  return found.flat();
}

export default defineJob({
  name: 'adopt',
  payload: NOTHING,
  run: adopt,
});
