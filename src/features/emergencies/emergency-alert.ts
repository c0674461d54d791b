import type { Alert } from '../../domain/alert.ts';
import type { Emergency } from '../../domain/emergency.ts';
import type { Page } from '../../domain/page.ts';
import { alertCardKey } from '../../engine/alert-card.ts';
import type { DecisionSubject } from '../../engine/decision-subject.ts';
import type { Tx } from '../../ports/store.ts';
import { readEmergency } from './read-emergencies.ts';

/** The kind of the rows. A row has only the card's place: what an emergency is, the journal says. */
const EMERGENCY = 'emergency';

/** An emergency with the row of its card. */
export type EmergencyAlert = Alert & { emergency: Emergency };

/** The row with what the journal says; undefined for a row of another kind, and for one that no journal row begins. */
export async function withEmergency(tx: Tx, alert: Alert | undefined): Promise<EmergencyAlert | undefined> {
  if (alert?.kind !== EMERGENCY) return undefined;
  const emergency = await readEmergency(tx, alert.id);
  return emergency && { ...alert, emergency };
}

/** An emergency calls people by its own clock: the calls of other alerts do not read it. */
const CALLS_BY_ITSELF = { calling: null };

/** The row of an emergency's card. */
export function alertOf({ id, since, source, over }: Emergency): Alert {
  const subject = { kind: EMERGENCY, id: source ?? id };
  return {
    ...{ id, kind: EMERGENCY, subject, since, looks: 1, revision: 1, details: CALLS_BY_ITSELF },
    state: over === null ? { is: 'firing', since } : { is: 'over', at: over.at, how: over.how, by: over.by },
  };
}

/** `Emergency emg_1 (security): the title`. From outside: escape it. */
export function nameOfEmergency({ kind, title }: Pick<Emergency, 'kind' | 'title'>): string {
  return `${kind === 'blocking' ? 'customer-blocking' : kind} emergency "${title}"`;
}

/** A page about an emergency. */
export function pageOf(emergency: Emergency, page: Pick<Page, 'event' | 'at' | 'text'>): Page {
  return { ...page, incident: emergency.id, title: nameOfEmergency(emergency) };
}

/** An emergency, for decisions about one. */
export const EMERGENCY_ALERT: DecisionSubject<EmergencyAlert> = {
  kind: 'alert',
  cardKey: alertCardKey,
  lock: async (tx, id) => withEmergency(tx, await tx.alerts.lock(id)),
  isRow: (row): row is EmergencyAlert => 'emergency' in row && 'looks' in row,
  idOf: ({ id }) => id,
  nameOf: ({ emergency }) => nameOfEmergency(emergency),
  revisionOf: ({ revision }) => revision,
  unknown: (alert) => ({ code: 'alert-unknown', alert }),
};
