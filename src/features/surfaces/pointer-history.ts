import type { Json } from '../../domain/json.ts';
import { operationSubject } from '../../domain/subject.ts';
import { parseVersion } from '../../domain/version.ts';
import type { Tx } from '../../ports/store.ts';
import { verifyEdge } from './steps/verify-edge.ts';

/** A version that came onto a release line's pointer. Times are ISO. */
export interface PointerMove {
  version: string;
  /** When the write was read back. */
  at: string;
  /** When every probe got its bytes; null where none said so. */
  cleanAt: string | null;
}

/** What a release line's pointer held, oldest first, by authentic rows of operations requested since then (ISO). */
export async function readPointerHistory(tx: Tx, releaseLine: string, since: string): Promise<PointerMove[]> {
  const surface = `pointer:${releaseLine}`;
  const moves: PointerMove[] = [];
  for (const operation of await tx.operations.ofReleaseLine(releaseLine, since)) {
    const probes = new Set(verifyEdge.idsIn(operation.plan.content.steps));
    const done = (await tx.journal.of(operationSubject(operation)))
      .filter(({ row, authentic }) => authentic && row.event === 'step-done')
      .map(({ row }) => row);
    const clean = done.findLast(({ details }) => probes.has(String(details['step'])));
    for (const row of done) {
      const version = versionIn(row.after, surface);
      if (version !== undefined) moves.push({ version, at: row.at, cleanAt: clean?.at ?? null });
    }
  }
  return moves.toSorted((one, other) => (one.at < other.at ? -1 : 1));
}

function versionIn(after: Json | undefined, surface: string): string | undefined {
  const live = fieldOf(after, surface);
  const version = fieldOf(live, 'version');
  return typeof version === 'string' ? parseVersion(version) : undefined;
}

function fieldOf(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}
