import { z } from 'zod';
import type { Message } from '../../../domain/message.ts';
import { refuse } from '../../../domain/refusal.ts';
import { renderMessage } from '../render/render-message.ts';
import { REPORT_BREAK } from '../views/break.ts';
import { CHOICE } from '../views/choice.ts';
import { decisionIn } from '../views/decision.ts';
import { PAIRING_VIEW } from '../views/pairing.ts';
import { REASON } from '../views/reason.ts';
import { modal } from '../views/view.ts';
import { handleBreakSubmission } from './break.ts';
import { NOT_OURS } from './click.ts';
import { handleConfirmation, isConfirmationView } from './confirmation.ts';
import { type Ack, acknowledge, answerPrivately, type Inbound } from './inbound.ts';
import { handlePairing } from './pairing.ts';
import { deliveryOf, readJson, reasonOf, type SubmissionPayload, selectedIn, teamOf } from './payloads.ts';
import { handleRollbackSubmission, isRollbackView } from './rollback.ts';

const Id = z.string().min(1).max(64);
/** `operation` is the stored name in windows about an operation. */
const Metadata = z
  .object({
    operation: Id.optional(),
    subject: z.object({ kind: z.string().max(40), id: Id }).optional(),
    revision: z.number().int().positive(),
    planHash: z.string(),
    card: z.object({ channel: z.string(), ts: z.string() }),
  })
  .transform(({ operation, subject, ...rest }, context) => {
    if (operation !== undefined) return { ...rest, subject: { kind: 'operation', id: operation } };
    if (subject !== undefined) return { ...rest, subject };
    context.addIssue({ code: 'custom', message: 'about nothing' });
    return z.NEVER;
  });

/** Any submitted modal: a confirmation, or a decision. */
export async function handleSubmission(
  inbound: Inbound,
  payload: SubmissionPayload,
  ack: Ack,
): Promise<void> {
  const { callback_id: name } = payload.view;
  const isUrgent = isRollbackView(name) || isConfirmationView(name);
  const tooMany = inbound.app.takeClick(payload.user.id, { isUrgent });
  if (tooMany !== null) {
    const said: Message = { is: 'refusal', refusal: refuse(tooMany), asked: '' };
    const { blocks } = renderMessage(said, { now: inbound.clock.now() });
    return acknowledge(inbound, ack, { response_action: 'update', view: modal('Too much at once', blocks) });
  }
  if (isRollbackView(name)) return handleRollbackSubmission(inbound, payload, ack);
  if (isConfirmationView(name)) return handleConfirmation(inbound, payload, ack);
  if (name === PAIRING_VIEW) return handlePairing(inbound, payload, ack);
  if (name === REPORT_BREAK) return handleBreakSubmission(inbound, payload, ack);
  return handleDecision(inbound, payload, ack);
}

/** A submitted decision: closes the modal, and answers the person privately; the card informs everyone else. */
async function handleDecision(inbound: Inbound, payload: SubmissionPayload, ack: Ack): Promise<void> {
  const metadata = readJson(Metadata, payload.view.private_metadata);
  const name = decisionIn(payload.view.callback_id);
  const decision = inbound.app.decisions.find((one) => one.name === name);
  if (metadata === undefined || decision === undefined) {
    const { blocks } = renderMessage(NOT_OURS, { now: inbound.clock.now() });
    return acknowledge(inbound, ack, { response_action: 'update', view: modal('Out of date', blocks) });
  }
  const reason = reasonOf(payload);
  if (decision.asksReason && reason === '')
    return acknowledge(inbound, ack, {
      response_action: 'errors',
      errors: { [REASON.block]: 'Say in a few words why.' },
    });
  const choice = selectedIn(payload, CHOICE);
  await acknowledge(inbound, ack);
  const to = { account: payload.user.id, channel: metadata.card.channel };
  await answerPrivately(
    inbound,
    to,
    await decide(inbound, payload, {
      ...{ ...metadata, decision: decision.name, reason },
      ...(choice === undefined ? {} : { choice }),
    }),
  );
}

function decide(
  { app }: Inbound,
  payload: SubmissionPayload,
  { decision, ...given }: z.infer<typeof Metadata> & { decision: string; reason: string; choice?: string },
): Promise<Message> {
  const work = async () => {
    const caller = await app.callerFromChat({ user: payload.user.id, team: teamOf(payload) });
    return app.useCases.decide(decision, { ...given, caller });
  };
  return app.guarded(decision, work, deliveryOf(payload));
}
