import { subjectKey } from '../../domain/subject.ts';
import type { Surface } from '../../domain/surface.ts';
import { tagOf } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import type { JobOutcome } from '../../ports/tables/jobs.ts';
import { compareIntegration, type PageLoad } from './compare-integration.ts';
import { type Known, readKnown } from './known.ts';
import { lookAtMap, type MapOf, readMaps } from './look-version-map.ts';
import { integrationSubject, isIntegration, type Look, surfaceSubject, versionMapSubject } from './looks.ts';
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

/** What a page gets of each release line, and code that asks the published package for its live version. */
export async function lookAtIntegration(context: Context): Promise<Look[]> {
  const { known, maps } = await context.store.transaction(async (tx) => {
    const known = await readKnown(tx, context);
    return { known, maps: await readMaps(tx, context, linesIn(known)) };
  });
  const looks = linesIn(known).map((one) => lookAtLine(context, one, { known, maps }));
  return (await Promise.all(looks)).flat();
}

interface Line {
  line: string;
  version: string;
  surface: Surface;
}

function linesIn({ surfaces }: Known): Line[] {
  return surfaces.flatMap((surface) => {
    const { version } = surface.live;
    const isPointer = surface.id.startsWith(POINTER);
    return isPointer && version !== null
      ? [{ line: surface.id.slice(POINTER.length), version, surface }]
      : [];
  });
}

async function lookAtLine(
  context: Context,
  { line, version, surface: { id, live } }: Line,
  { known, maps }: { known: Known; maps: readonly MapOf[] },
): Promise<Look[]> {
  const { edge, settings } = context;
  const { sha384 } = live;
  const map = maps.find((one) => one.line === line);
  // What an operation moves is proven by its own steps, and what was moved outside has an alert of its own.
  const isMoving = known.holders.has(subjectKey(surfaceSubject(id)));
  const hasAlert = known.alerts.some((alert) => alert.subject.kind === 'surface' && alert.subject.id === id);
  if (sha384 === undefined || isMoving || hasAlert)
    return [integrationSubject(line), versionMapSubject(line)].map((subject) => ({
      is: 'unreadable',
      subject,
    }));
  const load = async (folder: string): Promise<PageLoad> => {
    const path = `${folder}/${settings.cdn.loader}`;
    return { path, sha384, readings: await edge.look(`/${path}`, { origin: PAGE }) };
  };
  const loads = [await load(line), await load(tagOf(version))];
  const page: Look = {
    ...{ is: 'stored', subject: integrationSubject(line), recorded: `v${version} (${sha384.slice(0, 15)}…)` },
    compared: compareIntegration(loads, PAGE),
  };
  return map === undefined ? [page] : [page, await lookAtMap(context, map, load)];
}
