import { z } from 'zod';
import { typedLine } from '../../../dispatch/typed-line.ts';
import type { Message } from '../../../domain/message.ts';
import { CHOICE } from '../views/choice.ts';
import { CHOICE_VIEW, CONFIRMATION_VIEW } from '../views/confirmation.ts';
import { REASON } from '../views/reason.ts';
import { type Ack, acknowledge, type Inbound } from './inbound.ts';
import { deliveryOf, readJson, reasonOf, type SubmissionPayload, selectedIn, teamOf } from './payloads.ts';
import { carryOut, outOfDate } from './submitted.ts';

const Words = z.array(z.string().min(1).max(100)).min(1).max(10);
const Channel = z.string().min(1).max(50);
const Confirmed = z.object({
  words: Words,
  button: z.string().max(50),
  needsReason: z.boolean(),
  channel: Channel,
});
const Chosen = z.object({ stop: Words, rollBack: Words, reasoned: z.boolean(), channel: Channel });

export function isConfirmationView(callbackId: string): boolean {
  return callbackId === CONFIRMATION_VIEW || callbackId === CHOICE_VIEW;
}

/** A confirmed window does what its words would do when typed, with the same permission and budget. */
export async function handleConfirmation(
  inbound: Inbound,
  payload: SubmissionPayload,
  ack: Ack,
): Promise<void> {
  const { callback_id: name, private_metadata: kept } = payload.view;
  const asked = name === CHOICE_VIEW ? chosenIn(payload, kept) : confirmedIn(kept);
  if (asked === undefined)
    return outOfDate(inbound, ack, 'This window is out of date, so nothing was done. Ask again.');
  const reason = reasonOf(payload);
  if (asked.needsReason && reason === '')
    return acknowledge(inbound, ack, {
      response_action: 'errors',
      errors: { [REASON.block]: 'Say in a few words why.' },
    });
  const words = [...asked.words, ...(reason === '' ? [] : ['--reason', reason]), '--yes'];
  await carryOut(
    inbound,
    { payload, ack },
    { ...asked, work: () => typed(inbound, payload, { channel: asked.channel, words }) },
  );
}

interface Asked {
  title: string;
  words: readonly string[];
  needsReason: boolean;
  channel: string;
}

function confirmedIn(kept: string): Asked | undefined {
  const found = readJson(Confirmed, kept);
  return found === undefined ? undefined : { ...found, title: found.button };
}

function chosenIn(payload: SubmissionPayload, kept: string): Asked | undefined {
  const found = readJson(Chosen, kept);
  if (found === undefined) return undefined;
  const { stop, rollBack, reasoned, channel } = found;
  switch (selectedIn(payload, CHOICE)) {
    case 'stop':
      return { title: 'Stop release', words: stop, needsReason: false, channel };
    case 'roll-back':
      return { title: 'Roll back', words: rollBack, needsReason: reasoned, channel };
    default:
      return undefined;
  }
}

function typed(
  { app }: Inbound,
  payload: SubmissionPayload,
  { words, channel }: { words: readonly string[]; channel: string },
): Promise<Message> {
  const account = { user: payload.user.id, team: teamOf(payload) };
  return app.ask({
    words: typedLine(words),
    who: () => app.callerFromChat(account),
    place: { is: 'slack', channel },
    delivery: deliveryOf(payload),
  }).answer;
}
