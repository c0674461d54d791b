import type { Message } from '../../../domain/message.ts';
import { renderMessage } from '../render/render-message.ts';
import { loadingView, modal } from '../views/view.ts';
import { type Ack, acknowledge, answerPrivately, type Inbound } from './inbound.ts';
import type { SubmissionPayload } from './payloads.ts';

/** A confirmed window: its work, and where the answer goes. */
export interface Submitted {
  title: string;
  channel: string;
  work(): Promise<Message>;
}

/** Closes the window, does the work, and answers the person privately; the card informs everyone else. */
export async function carryOut(
  inbound: Inbound,
  { payload, ack }: { payload: SubmissionPayload; ack: Ack },
  { title, channel, work }: Submitted,
): Promise<void> {
  const isDirect = channel.startsWith('D');
  await acknowledge(
    inbound,
    ack,
    isDirect ? { response_action: 'update', view: loadingView(title) } : undefined,
  );
  const said = await work();
  const to = { account: payload.user.id, channel };
  if (!isDirect || !(await toldInWindow(inbound, { view: payload.view.id, title, said })))
    await answerPrivately(inbound, to, said);
}

/** A person on App Home sees no channel, so the answer replaces the window; false when that failed. */
async function toldInWindow(
  { calls, clock, telemetry }: Inbound,
  { view, title, said }: { view: string; title: string; said: Message },
): Promise<boolean> {
  try {
    await calls.updateView(view, modal(title, renderMessage(said, { now: clock.now() }).blocks));
    return true;
  } catch (error) {
    telemetry.warn('a modal could not be filled', { problem: String(error).slice(0, 200) });
    return false;
  }
}

/** Answers a window whose data is not ours. */
export function outOfDate(inbound: Inbound, ack: Ack, text: string): Promise<void> {
  const message: Message = { is: 'line', text, level: 'warn' };
  const { blocks } = renderMessage(message, { now: inbound.clock.now() });
  return acknowledge(inbound, ack, { response_action: 'update', view: modal('Out of date', blocks) });
}
