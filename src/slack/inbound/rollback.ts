import { z } from 'zod';
import type { Message } from '../../domain/message.ts';
import type { Caller } from '../../domain/person.ts';
import { refuse } from '../../domain/refusal.ts';
import { renderMessage } from '../render/render-message.ts';
import { REASON } from '../views/reason.ts';
import { ROLLBACK_VIEW, rollbackView } from '../views/rollback.ts';
import { loadingView, modal } from '../views/view.ts';
import type { CardClick } from './click.ts';
import { type Ack, type Addressee, acknowledge, answerPrivately, type Inbound } from './inbound.ts';
import { readJson, reasonOf, type SubmissionPayload, teamOf } from './payloads.ts';
import { type Filling, showWindow } from './window.ts';

const Metadata = z.object({
  target: z.string().min(1).max(100),
  cdnOnly: z.boolean(),
  channel: z.string().min(1).max(50),
});

/** An answer as its window shows it: a rollback's form can be confirmed there, everything else is read. */
export function windowFor(inbound: Inbound, said: Message, channel: string): Filling {
  return said.is === 'rollback-form'
    ? { view: rollbackView(said.form, channel, { now: inbound.clock.now() }), otherwise: said }
    : { words: said };
}

/** The card's *Roll back*: the same window as `/navi rollback` opens, for going back to the known-good. */
export async function handleRollBackClick(inbound: Inbound, click: CardClick): Promise<void> {
  await showRollback(inbound, { ...click, who: async () => (await click.identify()).caller });
}

/** Who clicked to roll back, and where. */
export interface RollbackClick {
  trigger: string;
  to: Addressee;
  who(): Promise<Caller>;
}

/** Opens the window that shows what going back to the known-good would do, for whoever may. */
export async function showRollback(inbound: Inbound, { trigger, to, who }: RollbackClick): Promise<void> {
  const { desk } = inbound;
  await showWindow(inbound, {
    trigger,
    to,
    title: 'Roll back',
    name: 'open-roll-back',
    facts: 'world',
    fill: async () => {
      const caller = await who();
      const denied = desk.may(caller, 'roll-back');
      if (denied !== null) return { words: { is: 'refusal', refusal: refuse(denied), asked: 'roll back' } };
      const place = { is: 'slack', channel: to.channel } as const;
      const ask = { target: undefined, reason: undefined, cdnOnly: false, caller, place };
      return windowFor(inbound, await desk.useCases.previewRollback(ask), to.channel);
    },
  });
}

export function isRollbackView(callbackId: string): boolean {
  return callbackId === ROLLBACK_VIEW.free || callbackId === ROLLBACK_VIEW.reasoned;
}

/** The one confirmation: closes the window at once, then rolls back, and tells the person alone; the card tells the others. */
export async function handleRollbackSubmission(
  inbound: Inbound,
  payload: SubmissionPayload,
  ack: Ack,
): Promise<void> {
  const metadata = readJson(Metadata, payload.view.private_metadata);
  if (metadata === undefined) {
    const { blocks } = renderMessage(OUT_OF_DATE, { now: inbound.clock.now() });
    return acknowledge(inbound, ack, { response_action: 'update', view: modal('Out of date', blocks) });
  }
  const reason = reasonOf(payload);
  if (reason === '' && payload.view.callback_id === ROLLBACK_VIEW.reasoned)
    return acknowledge(inbound, ack, {
      response_action: 'errors',
      errors: { [REASON.block]: 'Say in a few words why it is rolled back.' },
    });
  const isDirect = metadata.channel.startsWith('D');
  await acknowledge(
    inbound,
    ack,
    isDirect ? { response_action: 'update', view: loadingView('Roll back') } : undefined,
  );
  const to = { account: payload.user.id, channel: metadata.channel };
  const said = await confirm(inbound, payload, { ...metadata, reason });
  if (!isDirect || !(await toldInWindow(inbound, payload.view.id, said)))
    await answerPrivately(inbound, to, said);
}

/** Whoever confirmed on App Home looks at no channel, so the answer takes the window's place; false when it could not. */
async function toldInWindow(
  { calls, clock, telemetry }: Inbound,
  view: string,
  said: Message,
): Promise<boolean> {
  try {
    await calls.updateView(view, modal('Roll back', renderMessage(said, { now: clock.now() }).blocks));
    return true;
  } catch (error) {
    telemetry.warn('a modal could not be filled', { problem: String(error).slice(0, 200) });
    return false;
  }
}

/** Who confirms is asked and checked again: whoever saw the form may have lost the role since. */
function confirm(
  { desk }: Inbound,
  payload: SubmissionPayload,
  { target, cdnOnly, channel, reason }: z.infer<typeof Metadata> & { reason: string },
): Promise<Message> {
  return desk.guarded('roll-back', async () => {
    const caller = await desk.callerFromChat({ user: payload.user.id, team: teamOf(payload) });
    const denied = desk.may(caller, 'roll-back');
    if (denied !== null) return { is: 'refusal', refusal: refuse(denied), asked: `rollback v${target}` };
    const place = { is: 'slack', channel } as const;
    return desk.useCases.rollBack({
      target,
      reason: reason === '' ? undefined : reason,
      cdnOnly,
      caller,
      place,
    });
  });
}

const OUT_OF_DATE: Message = {
  is: 'line',
  text: 'This window is out of date, so nothing was done. Type /navi rollback again.',
  level: 'warn',
};
