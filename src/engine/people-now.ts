import type { Person } from '../domain/person.ts';
import { countingPeople, type Grants, grantsOf, ROSTER } from '../domain/roster.ts';
import type { Tx } from '../ports/store.ts';
import type { Context } from './context.ts';

/** Since when each person has each role; null before Navi has seen a configuration. Only the journal decides. */
export async function grantsIn(tx: Tx): Promise<Grants | null> {
  const rows = await tx.journal.of(ROSTER);
  return grantsOf(rows.flatMap(({ row, authentic }) => (authentic ? [row] : [])));
}

/** The people with the roles that count now. */
export async function peopleNow(
  tx: Tx,
  { settings, clock }: Pick<Context, 'settings' | 'clock'>,
): Promise<Person[]> {
  return countingPeople(settings.people, {
    grants: await grantsIn(tx),
    at: clock.now().toISOString(),
    afterMs: settings.approvals.newRolesCountAfter,
  });
}
