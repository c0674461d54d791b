import { subjectKey } from '../../domain/subject.ts';
import type { Surface } from '../../domain/surface.ts';
import { tagOf } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import type { JobOutcome } from '../../ports/tables/jobs.ts';
import { compareIntegration, type PageLoad } from './compare-integration.ts';
import { type Known, readKnown } from './known.ts';
import { integrationSubject, isIntegration, type Look, surfaceSubject } from './looks.ts';
import { saveRound } from './round.ts';

const POINTER = 'pointer:';
/** Until a difference is looked at again. Milliseconds. */
const SOON_MS = 10_000;

/** A page that is no customer's: a bucket that allows it allows every page. `example` is never registered (RFC 2606). */
const PAGE = 'https://customer.example';

/** Loads what is live as a customer's page does, from outside. A difference in three rounds is an alert. */
export async function watchIntegration(context: Context): Promise<JobOutcome> {
  const looks = await lookAtIntegration(context);
  const { isSuspect } = await saveRound(context, looks, isIntegration);
  const soon = new Date(context.clock.now().getTime() + SOON_MS).toISOString();
  return isSuspect ? { is: 'again', at: soon } : { is: 'over' };
}

/** What a page gets of each release line. */
export async function lookAtIntegration(context: Context): Promise<Look[]> {
  const known = await context.store.transaction((tx) => readKnown(tx, context));
  const pointers = known.surfaces.filter(({ id }) => id.startsWith(POINTER));
  return Promise.all(pointers.map((surface) => lookAtLine(context, surface, known)));
}

async function lookAtLine(context: Context, { id, live }: Surface, known: Known): Promise<Look> {
  const { edge, settings } = context;
  const line = id.slice(POINTER.length);
  const subject = integrationSubject(line);
  const { version, sha384 } = live;
  // What an operation moves is proven by its own steps, and what was moved outside has an alert of its own.
  const isMoving = known.holders.has(subjectKey(surfaceSubject(id)));
  const hasAlert = known.alerts.some((alert) => alert.subject.kind === 'surface' && alert.subject.id === id);
  if (version === null || sha384 === undefined || isMoving || hasAlert) return { is: 'unreadable', subject };
  const load = async (folder: string): Promise<PageLoad> => {
    const path = `${folder}/${settings.cdn.loader}`;
    return { path, sha384, readings: await edge.look(`/${path}`, { origin: PAGE }) };
  };
  const loads = [await load(line), await load(tagOf(version))];
  return {
    ...{ is: 'stored', subject, recorded: `v${version} (${sha384.slice(0, 15)}…)` },
    compared: compareIntegration(loads, PAGE),
  };
}
