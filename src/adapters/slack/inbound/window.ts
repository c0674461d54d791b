import type { ModalView } from '@slack/types';
import type { Message } from '../../../domain/message.ts';
import { ServiceError } from '../../../ports/service-error.ts';
import { renderMessage } from '../render/render-message.ts';
import { loadingView, modal } from '../views/view.ts';
import { type Addressee, answerPrivately, type Inbound } from './inbound.ts';

/** The content of a window: a view, and the message that replaces it where no window opens; or words. */
export type Filling = { view: ModalView; otherwise: Message } | { words: Message };

export interface Window {
  /** The delivery's trigger, valid for three seconds. */
  trigger: string;
  to: Addressee;
  title: string;
  /** For the log. */
  name: string;
  /** The source of the facts: the store answers before a loading window could be opened, services may take seconds. */
  facts: 'store' | 'world';
  fill(): Promise<Filling>;
}

/** How long the window waits for the store before it opens without its facts. Milliseconds. */
const STORE_MS = 300;

/**
 * Opens a window within the three seconds of its trigger (docs/services.md, Slack): with its facts when they come
 * from the store, else first a loading one. When it cannot be opened or filled, the answer goes to the person as an
 * ephemeral; if the person has closed it or opened another, there is no answer.
 */
export async function showWindow(inbound: Inbound, window: Window): Promise<void> {
  if (window.facts === 'world') return showLoading(inbound, window, () => prepare(inbound, window));
  const preparing = prepare(inbound, window);
  const prepared = await soon(inbound, preparing);
  if (prepared === undefined) return showLoading(inbound, window, () => preparing);
  const opened = await open(inbound, window, prepared.view);
  if (opened === undefined) await answerPrivately(inbound, window.to, prepared.said);
}

async function showLoading(
  inbound: Inbound,
  window: Window,
  preparing: () => Promise<Prepared>,
): Promise<void> {
  const opening = open(inbound, window, loadingView(window.title));
  const { said, view } = await preparing();
  const opened = await opening;
  if (opened === undefined) return answerPrivately(inbound, window.to, said);
  try {
    await inbound.calls.updateView(opened.view, view);
  } catch (error) {
    if (isGone(error)) return;
    inbound.telemetry.error('a modal could not be filled', error, { name: window.name });
    await answerPrivately(inbound, window.to, said);
  }
}

/** Undefined, with a line in the log, when Slack opens no window. */
function open(
  { calls, telemetry }: Inbound,
  { trigger, name }: Window,
  view: ModalView,
): Promise<{ view: string } | undefined> {
  return calls.openView(trigger, view).catch((error: unknown) => {
    telemetry.warn('a window could not be opened', { name, problem: String(error).slice(0, 200) });
    return undefined;
  });
}

interface Prepared {
  view: ModalView;
  /** The same for a person without a window. */
  said: Message;
}

async function prepare(inbound: Inbound, { title, name, fill }: Window): Promise<Prepared> {
  const filled: { view?: ModalView } = {};
  const said = await inbound.app.guarded(name, async () => {
    const filling = await fill();
    if ('words' in filling) return filling.words;
    filled.view = filling.view;
    return filling.otherwise;
  });
  const view = filled.view ?? modal(title, renderMessage(said, { now: inbound.clock.now() }).blocks);
  return { view, said };
}

async function soon({ clock }: Inbound, preparing: Promise<Prepared>): Promise<Prepared | undefined> {
  const over = new AbortController();
  const late = clock.wait(STORE_MS, over.signal).then(() => undefined);
  try {
    return await Promise.race([preparing, late]);
  } finally {
    over.abort();
  }
}

/** `not_found`: the window is gone (docs.slack.dev, views.update). */
function isGone(error: unknown): boolean {
  return error instanceof ServiceError && error.facts.code === 'not_found';
}
