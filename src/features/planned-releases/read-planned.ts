import { z } from 'zod';
import type { JournalRow } from '../../domain/journal.ts';
import type { PlannedRelease } from '../../domain/planned-release.ts';
import type { Subject } from '../../domain/subject.ts';
import type { Tx } from '../../ports/store.ts';

/** What the rows about planned releases are about. */
export const PLANNED: Subject = { kind: 'planned-releases', id: 'all' };

const Scheduled = z.object({
  version: z.string(),
  at: z.iso.datetime(),
  zone: z.string(),
  owner: z.string(),
});
const Named = z.object({ version: z.string(), reason: z.string().default('') });

/** Every planned release, cancelled ones too, from authentic rows alone. */
export async function readPlanned(tx: Tx): Promise<PlannedRelease[]> {
  const rows = await tx.journal.of(PLANNED);
  return foldPlanned(rows.flatMap(({ row, authentic }) => (authentic ? [row] : [])));
}

/** The planned releases after these rows, the next one first. Pure. */
function foldPlanned(rows: readonly JournalRow[]): PlannedRelease[] {
  const planned = new Map<string, PlannedRelease>();
  for (const { event, at: changedAt, details } of rows) {
    const named = Named.safeParse(details).data;
    const before = named && planned.get(named.version);
    const scheduled = event === 'release-scheduled' ? Scheduled.safeParse(details).data : undefined;
    if (scheduled !== undefined)
      planned.set(scheduled.version, {
        ...scheduled,
        ...{ changedAt, changes: before === undefined ? 0 : before.changes + 1 },
        ...{ cancelled: null, isRequested: false },
        before: before === undefined || before.at === scheduled.at ? null : before.at,
      });
    else if (before !== undefined && named !== undefined && event === 'release-unscheduled')
      planned.set(before.version, {
        ...{ ...before, changedAt, changes: before.changes + 1, cancelled: named.reason },
      });
    else if (before !== undefined && event === 'planned-release-requested')
      planned.set(before.version, { ...before, isRequested: true });
  }
  return [...planned.values()].toSorted((one, other) => one.at.localeCompare(other.at));
}
