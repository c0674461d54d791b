import { z } from 'zod';
import type { Message } from '../../domain/message.ts';
import { refuse } from '../../domain/refusal.ts';
import { renderMessage } from '../render/render-message.ts';
import { DECISION_VIEW } from '../views/decision.ts';
import { PAIRING_VIEW } from '../views/pairing.ts';
import { REASON } from '../views/reason.ts';
import { modal } from '../views/view.ts';
import { NOT_OURS } from './click.ts';
import { handleConfirmation, isConfirmationView } from './confirmation.ts';
import { type Ack, acknowledge, answerPrivately, type Inbound } from './inbound.ts';
import { handlePairing } from './pairing.ts';
import { readJson, reasonOf, type SubmissionPayload, teamOf } from './payloads.ts';
import { handleRollbackSubmission, isRollbackView } from './rollback.ts';

const Metadata = z.object({
  operation: z.string(),
  revision: z.number().int().positive(),
  planHash: z.string(),
  card: z.object({ channel: z.string(), ts: z.string() }),
});

/** Any submitted modal: a confirmation, or a decision. */
export async function handleSubmission(
  inbound: Inbound,
  payload: SubmissionPayload,
  ack: Ack,
): Promise<void> {
  const { callback_id: name } = payload.view;
  const isUrgent = isRollbackView(name) || isConfirmationView(name);
  const tooMany = inbound.desk.takeClick(payload.user.id, { isUrgent });
  if (tooMany !== null) {
    const said: Message = { is: 'refusal', refusal: refuse(tooMany), asked: '' };
    const { blocks } = renderMessage(said, { now: inbound.clock.now() });
    return acknowledge(inbound, ack, { response_action: 'update', view: modal('Too much at once', blocks) });
  }
  if (isRollbackView(name)) return handleRollbackSubmission(inbound, payload, ack);
  if (isConfirmationView(name)) return handleConfirmation(inbound, payload, ack);
  if (name === PAIRING_VIEW) return handlePairing(inbound, payload, ack);
  return handleDecision(inbound, payload, ack);
}

/** A submitted decision: it closes the modal, and its outcome is told to the person alone; the card tells the others. */
async function handleDecision(inbound: Inbound, payload: SubmissionPayload, ack: Ack): Promise<void> {
  const metadata = readJson(Metadata, payload.view.private_metadata);
  const decision = decisionOf(payload.view.callback_id);
  if (metadata === undefined || decision === undefined) {
    const { blocks } = renderMessage(NOT_OURS, { now: inbound.clock.now() });
    return acknowledge(inbound, ack, { response_action: 'update', view: modal('Out of date', blocks) });
  }
  const reason = reasonOf(payload);
  if (decision === 'reject' && reason === '')
    return acknowledge(inbound, ack, {
      response_action: 'errors',
      errors: { [REASON.block]: 'Say in a few words why it is rejected.' },
    });
  await acknowledge(inbound, ack);
  const to = { account: payload.user.id, channel: metadata.card.channel };
  await answerPrivately(inbound, to, await decide(inbound, payload, { ...metadata, decision, reason }));
}

interface Decided extends z.infer<typeof Metadata> {
  decision: 'approve' | 'reject';
  reason: string;
}

function decide(inbound: Inbound, payload: SubmissionPayload, decided: Decided): Promise<Message> {
  const { desk } = inbound;
  const { decision, reason, ...click } = decided;
  return desk.guarded(decision, async () => {
    const caller = await desk.callerFromChat({ user: payload.user.id, team: teamOf(payload) });
    return decision === 'approve'
      ? desk.useCases.approve({ ...click, caller })
      : desk.useCases.reject({ ...click, caller, reason });
  });
}

function decisionOf(callbackId: string): 'approve' | 'reject' | undefined {
  if (callbackId === DECISION_VIEW.approve) return 'approve';
  return callbackId === DECISION_VIEW.reject ? 'reject' : undefined;
}
