import type { CardClick as Pressed } from '../../../domain/click.ts';
import type { Message } from '../../../domain/message.ts';
import { refuse } from '../../../domain/refusal.ts';
import type { Addressee, Inbound } from './inbound.ts';
import { type ActionPayload, ButtonValue, readJson, teamOf } from './payloads.ts';

/** A click on a card, before the person is identified. */
export interface CardClick {
  trigger: string;
  to: Addressee;
  /** Identifies the person, and returns the click for the use cases. */
  identify(): Promise<Pressed>;
}

/** The answer to a click whose button does not belong to one of our cards. */
export const NOT_OURS: Message = { is: 'refusal', refusal: refuse({ code: 'card-not-ours' }), asked: '' };

/** Reads a click on a card, or undefined when the button's value is not one of ours. */
export function readCardClick(inbound: Inbound, payload: ActionPayload): CardClick | undefined {
  const value = readJson(ButtonValue, payload.actions[0]?.value);
  const { channel_id: channel, message_ts: ts } = payload.container;
  if (value === undefined || channel === undefined || ts === undefined) return undefined;
  const account = { user: payload.user.id, team: teamOf(payload) };
  return {
    trigger: payload.trigger_id,
    to: addressee(payload, channel),
    identify: async () => ({
      caller: await inbound.app.callerFromChat(account),
      ...value,
      card: { channel, ts },
    }),
  };
}

/** The answer goes to the place of the click: a message that has replies is in the channel, not in its own thread. */
export function addressee(payload: ActionPayload, channel: string): Addressee {
  const { message_ts: message, thread_ts: thread } = payload.container;
  return {
    account: payload.user.id,
    channel,
    thread: thread === message ? undefined : thread,
    responseUrl: payload.response_url,
  };
}
