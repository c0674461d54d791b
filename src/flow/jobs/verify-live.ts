import { headerDifferences } from '../../domain/object-headers.ts';
import type { Surface } from '../../domain/surface.ts';
import { surfaceName } from '../../domain/surface.ts';
import type { JobOutcome, Tx } from '../../ports/store.ts';
import type { Context } from '../context.ts';
import { defineJob, SCHEDULED } from '../define-job.ts';
import { surfacesIn } from '../holders.ts';
import { readReleaseLine } from '../planners/line.ts';
import { readable } from '../planners/readable.ts';
import { enqueueNotice } from '../save.ts';
import { saveReleases } from '../save-releases.ts';
import { servesRightly } from '../steps/headers.ts';

const TAG = /^npm:(?<name>.+)#(?<tag>[^#]+)$/;

/** What was found: as recorded and served so, as recorded but not served so everywhere, or changed at its origin. */
type Found = { is: 'verified' } | { is: 'not-served' } | { is: 'outside'; what: string };

/**
 * Reads again what is live, at its origin and as customers see it, and notes when it was last found as it should be.
 * What somebody else has changed at its origin is kept with the surface and told to the owners once. Surfaces that an
 * operation holds are left to it; a service that cannot be read says nothing.
 */
export async function verifyLive(context: Context): Promise<JobOutcome> {
  const { liveTag } = context.settings.npm;
  const surfaces = await context.store.transaction((tx) => surfacesIn(tx, liveTag));
  for (const surface of surfaces) {
    if (surface.heldBy !== null || surface.live.version === null) continue;
    const found = await readable(context, () => lookAtLive(context, surface));
    if (found !== 'unreadable') await save(context, surface, found);
  }
  return { is: 'over' };
}

async function save(context: Context, surface: Surface, found: Found): Promise<void> {
  const { id, live, by } = surface;
  const at = context.clock.now().toISOString();
  const what = found.is === 'outside' ? found.what : null;
  if (found.is !== 'verified')
    context.telemetry.warn('a surface is not as Navi left it', { surface: id, kept: live.version, what });
  await context.store.transaction(async (tx) => {
    const now = (await surfacesIn(tx, context.settings.npm.liveTag)).find((one) => one.id === id);
    // An operation may have begun to move it, or have moved it, since it was read.
    if (now === undefined || now.heldBy !== null || now.by !== by || now.since !== surface.since) return;
    if (found.is === 'verified') await saveVerified(tx, surface, at);
    const isNews = await tx.surfaces.setOutside(id, what, at);
    if (!isNews || what === null) return;
    tx.journal.append({
      subject: { kind: 'surface', id },
      event: 'changed-outside',
      actor: { is: 'navi' },
      planHash: null,
      details: { what, recorded: { ...live } },
    });
    await enqueueNotice(tx, {
      subject: { kind: 'surface', id },
      text: `${surfaceName(id)} was changed outside Navi: ${what}. Navi set it to v${live.version}. To restore it, roll back or release again.`,
      level: 'bad',
      whom: 'owners',
      channel: context.settings.slack.channel,
      key: `changed-outside:${id}:${at}`,
      at,
    });
  });
}

/** How the surface is found at its origin and as it is served. */
export function lookAtLive(context: Context, surface: Surface): Promise<Found> {
  const tag = TAG.exec(surface.id)?.groups;
  return tag === undefined ? lookAtPointer(context, surface) : lookAtTag(context, surface, tag);
}

/** What readers are shown may lag; the registry's own copy says what was moved. */
async function lookAtTag(
  { registry }: Context,
  { live }: Surface,
  { name = '', tag = '' }: Record<string, string>,
): Promise<Found> {
  const found = (await registry.primary(name))?.distTags[tag];
  if (found !== live.version) return { is: 'outside', what: `${tag} is ${found ?? 'not set'}` };
  const shown = (await registry.package(name))?.distTags[tag];
  return { is: shown === live.version ? 'verified' : 'not-served' };
}

async function lookAtPointer(context: Context, { id, live }: Surface): Promise<Found> {
  const line = id.slice('pointer:'.length);
  const { loader } = context.settings.cdn;
  const path = `${line}/${loader}`;
  const { pointer } = await readReleaseLine(context.objects, line, loader);
  if (pointer === undefined) return { is: 'outside', what: `${path} is missing` };
  if (pointer.sha384 !== live.sha384) {
    const version = pointer.version === undefined ? 'unknown content' : `the content of v${pointer.version}`;
    return { is: 'outside', what: `${path} has ${version}` };
  }
  const wrong = live.headers === undefined ? [] : headerDifferences(pointer.headers, live.headers);
  if (wrong.length > 0) return { is: 'outside', what: `${path}: ${wrong.join(', ')}` };
  const readings = await context.edge.look(`/${path}`);
  const isServed = readings.length > 0 && readings.every((one) => servesRightly(one, live));
  return { is: isServed ? 'verified' : 'not-served' };
}

/** It is as recorded: the surface says when that was last seen, and so does the release that a pointer leads to. */
async function saveVerified(tx: Tx, { id, live, by }: Surface, at: string): Promise<void> {
  await tx.surfaces.setLive(id, live, { operation: by, at, verifiedAt: at });
  if (!id.startsWith('pointer:')) return;
  await saveReleases(tx, id.slice('pointer:'.length), (known) =>
    known
      .filter((one) => one.version === live.version && one.sha384 === live.sha384)
      .map((one) => ({ ...one, verifiedAt: at })),
  );
}

export default defineJob({
  name: 'verify-live',
  payload: SCHEDULED,
  run: verifyLive,
});
