import type { Decided } from '../../domain/click.ts';
import { actorOf, type JournalEntry } from '../../domain/journal.ts';
import type { Message } from '../../domain/message.ts';
import type { Person } from '../../domain/person.ts';
import type { RefusalReason } from '../../domain/refusal.ts';
import { enqueueAlertCard } from '../../engine/alert-card.ts';
import { onDecision, placeOf } from '../../engine/click.ts';
import type { Context } from '../../engine/context.ts';
import { recordRefusal } from '../../engine/open-differences.ts';
import type { Tx } from '../../ports/store.ts';
import { EMERGENCY_ALERT, type EmergencyAlert } from './emergency-alert.ts';
import { emergencySubject } from './read-emergencies.ts';

/** What a decision journals, and what it answers. */
export interface Said {
  event: JournalEntry['event'];
  details: JournalEntry['details'];
  text: string;
  subject?: JournalEntry['subject'];
}

interface Decides {
  asked: string;
  say(given: { alert: EmergencyAlert; person: Person; at: string }): Said | { refused: RefusalReason };
  /** What follows from it, in the same transaction. */
  after?(tx: Tx, alert: EmergencyAlert, given: { person: Person; at: string }): Promise<void>;
}

/** A person's decision about an open emergency: one row of the journal, and its card again. */
export function onEmergency(
  context: Context,
  decided: Decided,
  { asked, say, after = async () => {} }: Decides,
): Promise<Message> {
  return onDecision(context, decided, {
    about: EMERGENCY_ALERT,
    asked,
    apply: async (tx, { row: alert, person }) => {
      const differs = await recordRefusal(tx);
      if (differs !== null) return { refused: differs };
      if (alert.emergency.over !== null) return { refused: { code: 'alert-over', alert: alert.id } };
      const at = context.clock.now().toISOString();
      const said = say({ alert, person, at });
      if ('refused' in said) return said;
      tx.journal.append({
        ...{ subject: emergencySubject(alert.id), planHash: null, ...said },
        actor: actorOf(decided.caller, placeOf(decided)),
      });
      await after(tx, alert, { person, at });
      await enqueueAlertCard(tx, context, { id: alert.id, at });
      return { is: 'line', text: said.text, level: 'good' };
    },
  });
}
