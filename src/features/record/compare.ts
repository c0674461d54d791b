import { postedDifferences, type RecordDifference } from '../../domain/record-check.ts';
import { serviceName } from '../../domain/service-names.ts';
import type { Surface } from '../../domain/surface.ts';
import type { Context } from '../../engine/context.ts';
import { surfacesIn } from '../../engine/holders.ts';
import { recordRows } from '../../engine/open-differences.ts';
import { ServiceError } from '../../ports/service-error.ts';
import type { Tx } from '../../ports/store.ts';
import { compareLook, EDGE, lookAt } from '../drift/index.ts';

/** The result of a comparison with the world; `problem` says why a part of it failed. */
export interface Compared {
  differences: readonly RecordDifference[];
  problem: string | null;
}

/** Compares the record with the heads in Slack, and with what is live. Names the services that do not answer. */
export async function compareWithWorld(context: Context): Promise<Compared> {
  const parts = await Promise.all([compareHeads, compareLive].map((part) => answered(part(context))));
  const problems = parts.flatMap(({ problem }) => problem ?? []);
  return {
    differences: parts.flatMap(({ differences }) => differences),
    problem: problems.length === 0 ? null : problems.join('; '),
  };
}

async function answered(part: Promise<readonly RecordDifference[]>): Promise<Compared> {
  try {
    return { differences: await part, problem: null };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { service, problem } = error.facts;
    return { differences: [], problem: `${serviceName(service)}: ${problem}` };
  }
}

/** The journal must contain each head that Navi has posted. */
async function compareHeads({ chat, settings, store }: Context): Promise<readonly RecordDifference[]> {
  const all = await chat.heads(settings.slack.channel);
  return store.transaction(async (tx) => {
    // Heads from before an acceptance of the record were judged then.
    const acceptedAt = (await recordRows(tx)).findLast(({ event }) => event === 'record-accepted')?.at ?? '';
    const posted = all.filter(({ at }) => at > acceptedAt);
    const head = await tx.journal.head();
    const macs = new Map<number, string>();
    for (const { rows } of posted) {
      const mac = await tx.journal.macAt(rows);
      if (mac !== undefined) macs.set(rows, mac);
    }
    return postedDifferences(posted, head, macs);
  });
}

/** Compares what is live at its origin. Surfaces that an operation holds are skipped. */
async function compareLive(context: Context): Promise<readonly RecordDifference[]> {
  const surfaces = await context.store.transaction((tx) => surfacesIn(tx, context));
  const differences: RecordDifference[] = [];
  for (const surface of surfaces) {
    if (surface.heldBy !== null || surface.live.version === null) continue;
    const found = compareLook(await lookAt(context, surface), { surfaces: [surface], gitTags: [] });
    // What caches hold is no difference of the record.
    if (found.is !== 'differs' || found.key === EDGE) continue;
    if (await context.store.transaction((tx) => isExplained(tx, context, { surface, what: found.what })))
      continue;
    const recorded = `v${surface.live.version}`;
    differences.push({ in: 'live', surface: surface.id, recorded, found: found.what });
  }
  return differences;
}

/** Whether the record explains it: the change from outside is recorded, or an operation moves it now. */
async function isExplained(
  tx: Tx,
  context: Context,
  { surface: { id, since, by }, what }: { surface: Surface; what: string },
): Promise<boolean> {
  const now = (await surfacesIn(tx, context)).find((one) => one.id === id);
  if (now === undefined || now.heldBy !== null || now.since !== since || now.by !== by) return true;
  const rows = await tx.journal.of({ kind: 'surface', id });
  return rows.some(
    ({ row, authentic }) =>
      authentic && row.event === 'changed-outside' && row.at > since && row.details['what'] === what,
  );
}
