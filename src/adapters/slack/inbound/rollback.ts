import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { Message } from '../../../domain/message.ts';
import type { Caller } from '../../../domain/person.ts';
import { refuse } from '../../../domain/refusal.ts';
import type { Viewing } from '../render/blocks.ts';
import { choiceView, confirmationView } from '../views/confirmation.ts';
import { pairingView } from '../views/pairing.ts';
import { REASON } from '../views/reason.ts';
import { ROLLBACK_VIEW, rollbackView } from '../views/rollback.ts';
import { type Ack, type Addressee, acknowledge, type Inbound } from './inbound.ts';
import { deliveryOf, readJson, reasonOf, type SubmissionPayload, teamOf } from './payloads.ts';
import { carryOut, outOfDate } from './submitted.ts';
import { type Filling, showWindow } from './window.ts';

const Metadata = z.object({
  target: z.string().min(1).max(100),
  cdnOnly: z.boolean(),
  channel: z.string().min(1).max(50),
});

/** An answer as its window shows it: a form is confirmed there, everything else is only read. */
export function windowFor(inbound: Inbound, said: Message, channel: string): Filling {
  const view = viewOf(said, channel, { now: inbound.clock.now() });
  return view === undefined ? { words: said } : { view, otherwise: said };
}

function viewOf(said: Message, channel: string, view: Viewing): ModalView | undefined {
  if (said.is === 'rollback-form') return rollbackView(said.form, channel, view);
  if (said.is === 'pairing-form') return pairingView(said.form, channel, view);
  if (said.is === 'confirmation') return confirmationView(said.form, channel, view);
  if (said.is !== 'rollback-choice') return undefined;
  const { rollBack, ...choice } = said.choice;
  return rollBack === null
    ? confirmationView(choice.stop, channel, view)
    : choiceView({ ...choice, rollBack }, channel, view);
}

/** The person who clicked to roll back, and the place. */
export interface RollbackClick {
  trigger: string;
  to: Addressee;
  who(): Promise<{ caller: Caller }>;
}

/** Opens the window that shows a rollback to the known-good, if the person may roll back. */
export async function showRollback(inbound: Inbound, { trigger, to, who }: RollbackClick): Promise<void> {
  const { app } = inbound;
  await showWindow(inbound, {
    trigger,
    to,
    title: 'Roll back',
    name: 'open-roll-back',
    facts: 'world',
    fill: async () => {
      const { caller } = await who();
      const denied = app.may(caller, 'roll-back');
      if (denied !== null) return { words: { is: 'refusal', refusal: refuse(denied), asked: 'roll back' } };
      const place = { is: 'slack', channel: to.channel } as const;
      const ask = { target: undefined, reason: undefined, cdnOnly: false, caller, place };
      return windowFor(inbound, await app.useCases.previewRollback(ask), to.channel);
    },
  });
}

export function isRollbackView(callbackId: string): boolean {
  return callbackId === ROLLBACK_VIEW.free || callbackId === ROLLBACK_VIEW.reasoned;
}

/**
 * The confirmation: closes the window, rolls back, and answers the person privately; the card informs everyone else.
 */
export async function handleRollbackSubmission(
  inbound: Inbound,
  payload: SubmissionPayload,
  ack: Ack,
): Promise<void> {
  const metadata = readJson(Metadata, payload.view.private_metadata);
  if (metadata === undefined)
    return outOfDate(
      inbound,
      ack,
      'This window is out of date, so nothing was done. Type /navi rollback again.',
    );
  const reason = reasonOf(payload);
  if (reason === '' && payload.view.callback_id === ROLLBACK_VIEW.reasoned)
    return acknowledge(inbound, ack, {
      response_action: 'errors',
      errors: { [REASON.block]: 'Say in a few words why it is rolled back.' },
    });
  const { channel } = metadata;
  const work = () => confirm(inbound, payload, { ...metadata, reason });
  await carryOut(inbound, { payload, ack }, { title: 'Roll back', channel, work });
}

/** The person who confirms is identified and checked again: they may have lost the role since the form was opened. */
function confirm(
  { app }: Inbound,
  payload: SubmissionPayload,
  { target, cdnOnly, channel, reason }: z.infer<typeof Metadata> & { reason: string },
): Promise<Message> {
  const work = async (): Promise<Message> => {
    const caller = await app.callerFromChat({ user: payload.user.id, team: teamOf(payload) });
    const denied = app.may(caller, 'roll-back');
    if (denied !== null) return { is: 'refusal', refusal: refuse(denied), asked: `rollback v${target}` };
    const place = { is: 'slack', channel } as const;
    return app.useCases.rollBack({
      target,
      reason: reason === '' ? undefined : reason,
      cdnOnly,
      caller,
      place,
    });
  };
  return app.guarded('roll-back', work, deliveryOf(payload));
}
