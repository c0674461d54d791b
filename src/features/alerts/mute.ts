import { type Actor, actorOf } from '../../domain/journal.ts';
import type { Message } from '../../domain/message.ts';
import { whyNot } from '../../domain/permission.ts';
import type { Caller, Person, Place } from '../../domain/person.ts';
import { type RefusalReason, refuse } from '../../domain/refusal.ts';
import { wallTimeOf } from '../../domain/wall-time.ts';
import { enqueueAlertCard } from '../../engine/alert-card.ts';
import type { Context } from '../../engine/context.ts';
import type { Tx } from '../../ports/store.ts';
import { CALLING_ALERT, type CallingAlert, saveAnswer } from './calling-alert.ts';
import { muteUntil } from './mute-until.ts';

interface Muting {
  alert: CallingAlert;
  person: Person;
  actor: Actor;
  /** For how long, or until when, and why. */
  text: string;
}

/** Mutes an incident: nothing more is posted about it until then. */
export async function muteIncident(
  tx: Tx,
  context: Context,
  { alert, person, actor, text }: Muting,
): Promise<Message | { refused: RefusalReason }> {
  if (alert.calling === null) return { refused: { code: 'alert-over', alert: alert.id } };
  const now = context.clock.now();
  const zone = person.zone ?? context.settings.monitoring.zone;
  const asked = muteUntil(text, { now, zone });
  if (asked === undefined)
    return {
      refused: {
        code: 'usage',
        command: 'alerts',
        problem: 'Name a time of at most 14 days: 30m, 2h, 1d, until 09:00 or until tomorrow 09:00.',
        usage: 'alerts mute <alert> until 09:00 [why]',
      },
    };
  const muted = { ...asked, by: person.name };
  await saveAnswer(tx, alert, { ...alert.answer, muted });
  tx.journal.append({
    subject: alert.subject,
    event: 'alert-muted',
    actor,
    planHash: null,
    details: { alert: alert.id, until: asked.until, reason: asked.why },
  });
  await enqueueAlertCard(tx, context, { id: alert.id, at: now.toISOString() });
  const until = wallTimeOf(new Date(asked.until), zone);
  return { is: 'line', text: `${alert.calling.name} is muted until ${until}.`, level: 'info' };
}

/** The same by words: `alerts mute alt_… until 09:00`. */
export async function muteAlert(
  context: Context,
  { alert: id, text, caller, place }: { alert: string; text: string; caller: Caller; place: Place },
): Promise<Message> {
  const denied = whyNot(caller, 'request-release', context.settings);
  const refused = (reason: RefusalReason): Message => ({
    ...{ is: 'refusal', refusal: refuse(reason), asked: `alerts mute ${id}` },
  });
  if (denied !== null) return refused(denied);
  if (caller.is !== 'person') return refused({ code: 'token-invalid' });
  return context.store.transaction(async (tx): Promise<Message> => {
    const alert = await CALLING_ALERT.lock(tx, id);
    if (alert === undefined) return refused({ code: 'alert-unknown', alert: id });
    const actor = actorOf(caller, place);
    const answer = await muteIncident(tx, context, { alert, person: caller.person, actor, text });
    return 'refused' in answer ? refused(answer.refused) : answer;
  });
}
