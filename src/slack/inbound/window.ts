import type { ModalView } from '@slack/types';
import type { Message } from '../../domain/message.ts';
import { renderMessage } from '../render/render-message.ts';
import { loadingView, modal } from '../views/view.ts';
import { type Addressee, answerPrivately, type Inbound } from './inbound.ts';

/** What a window is filled with: a view, and what is said when there is no window to show it in; or words. */
export type Filling = { view: ModalView; otherwise: Message } | { words: Message };

export interface Window {
  /** The delivery's trigger, good for three seconds. */
  trigger: string;
  to: Addressee;
  title: string;
  /** For the log. */
  name: string;
  fill(): Promise<Filling>;
}

/**
 * Opens a loading window at once, since a trigger dies after three seconds, and fills it when the facts are there
 * (facts/slack.md §3). When it cannot be opened or filled, the answer goes to the person as an ephemeral instead.
 */
export async function showWindow(
  inbound: Inbound,
  { trigger, to, title, name, fill }: Window,
): Promise<void> {
  const opening = inbound.calls.openView(trigger, loadingView(title)).catch((error: unknown) => {
    inbound.telemetry.warn('a window could not be opened', { name, problem: String(error).slice(0, 200) });
    return undefined;
  });
  const prepared: { view?: ModalView } = {};
  const said = await inbound.desk.guarded(name, async () => {
    const filling = await fill();
    if ('words' in filling) return filling.words;
    prepared.view = filling.view;
    return filling.otherwise;
  });
  const opened = await opening;
  if (opened === undefined) return answerPrivately(inbound, to, said);
  const view = prepared.view ?? modal(title, renderMessage(said, { now: inbound.clock.now() }).blocks);
  try {
    await inbound.calls.updateView(opened.view, view);
  } catch (error) {
    inbound.telemetry.error('a modal could not be filled', error, { name });
    await answerPrivately(inbound, to, said);
  }
}
