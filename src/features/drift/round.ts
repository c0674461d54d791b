import type { Subject } from '../../domain/subject.ts';
import type { Context } from '../../engine/context.ts';
import { decideDrift } from './decide-drift.ts';
import { readKnown } from './known.ts';
import type { Look } from './looks.ts';
import { saveDecided } from './save.ts';

/** What follows from one round of snapshots that were compared where they were read. */
export interface Round {
  /** A difference that was not seen often enough: the round is to be repeated soon. */
  isSuspect: boolean;
  differs: number;
  unread: number;
}

/** Saves what follows from these snapshots. `isOurs` picks the alerts that they decide on. */
export async function saveRound(
  context: Context,
  found: readonly Look[],
  isOurs: (subject: Subject) => boolean,
): Promise<Round> {
  const { store, clock } = context;
  const looks = await noteAdopted(context, found);
  const known = await store.transaction((tx) => readKnown(tx, context));
  const alerts = known.alerts.filter(({ subject }) => isOurs(subject));
  const at = clock.now().toISOString();
  const decided = decideDrift(looks, { ...known, alerts, late: [] }, new Set(), at);
  for (const one of decided) await saveDecided(context, { decided: one, known, at });
  const count = (is: string) =>
    looks.filter((one) => (one.is === 'stored' ? one.compared.is === is : is === 'unknown')).length;
  return {
    isSuspect: decided.some(
      (one) => one.is === 'suspect' || (one.is === 'seen' && one.next.state.is === 'suspect'),
    ),
    differs: count('differs'),
    unread: count('unknown'),
  };
}

/** A difference that a person has adopted is as recorded: the journal has the decision. */
function noteAdopted({ store }: Context, looks: readonly Look[]): Promise<Look[]> {
  return store.transaction(async (tx) => {
    const noted: Look[] = [];
    for (const look of looks) {
      const what = look.is === 'stored' && look.compared.is === 'differs' ? look.compared.what : null;
      const rows = what === null ? [] : await tx.journal.of(look.subject);
      const last = rows.findLast(({ row, authentic }) => authentic && row.event === 'adopted');
      const isAdopted = last !== undefined && last.row.details['what'] === what;
      noted.push(
        isAdopted && look.is === 'stored'
          ? { ...look, compared: { is: 'as-recorded', isVerified: true } }
          : look,
      );
    }
    return noted;
  });
}
