import { z } from 'zod';
import { orNot, until } from '../until.ts';
import type { OnceWorld } from './world.ts';

const Element = z.looseObject({ action_id: z.string().optional(), value: z.string().optional() });
const Block = z.looseObject({
  type: z.string(),
  text: z.looseObject({ text: z.string() }).optional(),
  elements: z.array(Element).optional(),
});
const Message = z.looseObject({
  ts: z.string(),
  text: z.string(),
  thread_ts: z.string().optional(),
  blocks: z.array(Block).optional(),
  metadata: z.object({ event_payload: z.object({ key: z.string() }) }).optional(),
});
export type Message = z.infer<typeof Message>;
const Messages = z.object({ messages: z.array(Message) });
const Done = z.object({ ok: z.boolean(), error: z.string().optional() });
const Notes = z.object({ messages: z.array(z.object({ text: z.string() })) });
const Views = z.object({ modals: z.array(z.looseObject({ id: z.string(), callback_id: z.string() })) });

const RELEASES = 'C0RELEASES';
/** How long a person looks at a screen on which nothing happens before they try again. */
const PATIENCE_MS = 5_000;
/** How long a busy machine may take to answer a command. */
const ANSWER_MS = 60_000;

/** Everything in the release channel, threads included, oldest first. */
export async function messagesIn(world: OnceWorld, channel = RELEASES): Promise<Message[]> {
  return Messages.parse(await world.read(`messages/${channel}`)).messages;
}

/** The key by which Navi finds its own post again. */
export function keyOf(message: Message): string | undefined {
  return message.metadata?.event_payload.key;
}

/** Whether this is an operation's card. A release has a second one, of its watch, whose time is another. */
export function isOperationCard(message: Message): boolean {
  const key = keyOf(message) ?? '';
  return key.startsWith('card:') && !key.startsWith('card:alert:');
}

/** The newest card in the channel that offers this action. */
export async function cardOffering(world: OnceWorld, action: string) {
  const cards = (await messagesIn(world)).filter((message) => keyOf(message)?.startsWith('card:'));
  return cards.flatMap((card) => (offers(card, action) ? [card] : [])).at(-1);
}

/** Whether the message has a button for this action. */
function offers(message: Message, action: string): boolean {
  const elements = message.blocks?.flatMap((block) => block.elements ?? []) ?? [];
  return elements.some((element) => element.action_id === action);
}

/** Types a slash command; false when Slack says that the app did not take it. */
async function types(world: OnceWorld, user: string, text: string): Promise<boolean> {
  return Done.parse(await world.tell('command', { channel: RELEASES, user, command: '/navi', text })).ok;
}

/**
 * Types once and waits for the private answer. No process may have died: a person who types again after a pause has
 * asked twice on a machine that is only slow, and the second is carried out when the first is over.
 */
export async function typesAndHears(world: OnceWorld, user: string, text: string): Promise<void> {
  const before = (await notesOf(world, user)).length;
  await types(world, user, text);
  await until(
    `an answer to ${text}`,
    async () => (await notesOf(world, user)).length > before || undefined,
    ANSWER_MS,
  );
}

/** What only this person sees, oldest first. */
export async function notesOf(world: OnceWorld, user: string): Promise<string[]> {
  return Notes.parse(await world.read(`ephemeral/${user}`)).messages.map(({ text }) => text);
}

/** What is asked for, and whether it is kept: then its card will come. */
export interface Asking {
  version: string;
  isKept(): Promise<boolean>;
}

/** Asks until a card waits for a decision: a person who sees nothing happen types it again. */
export async function askFor(
  world: OnceWorld,
  { version, isKept }: Asking,
  deadlineMs: number,
): Promise<Message> {
  return until(
    `a card for ${version}`,
    async () => {
      const there = await orNot(() => cardOffering(world, 'navi.approve'), 300);
      if (there !== undefined) return there;
      if (!(await isKept())) await types(world, 'U0ADA', `release ${version}`);
      return orNot(() => cardOffering(world, 'navi.approve'), PATIENCE_MS);
    },
    deadlineMs,
  );
}

/** How a person decides, and how they see that another person has. */
export interface Decision {
  user: string;
  decision: 'approve' | 'reject' | 'put-back';
  isTaken(): Promise<boolean>;
}

/** Decides on the newest card, in the modal that the button opens; again until it is taken. */
export async function decide(
  world: OnceWorld,
  { user, decision, isTaken }: Decision,
  deadlineMs: number,
): Promise<void> {
  const taken = async () => ((await isTaken()) ? true : undefined);
  await until(
    `${user}'s decision to be taken`,
    async () => {
      if (await isTaken()) return true;
      const card = await cardOffering(world, `navi.${decision}`);
      if (card === undefined) return undefined;
      const view = await openModal(world, { user, decision, ts: card.ts });
      if (view === undefined) return undefined;
      const submits = () => submit(world, { user, view, decision });
      // A window whose submission was not acknowledged stays open, and is submitted again.
      return (await submits()) || (await submits()) ? orNot(taken, PATIENCE_MS) : undefined;
    },
    deadlineMs,
  );
}

/** Clicks a card's button and gives the modal it opens, once that is drawn; undefined when none comes. */
export async function openModal(
  world: OnceWorld,
  { user, decision, ts }: { user: string; decision: string; ts: string },
): Promise<string | undefined> {
  const before = await modalsOf(world, user);
  const action = { action_id: `navi.${decision}` };
  const clicked = await world.tell('interact', { channel: RELEASES, messageTs: ts, user, action });
  if (!Done.parse(clicked).ok) return undefined;
  const isNew = (view: { id: string; callback_id: string }) =>
    view.callback_id === `navi.decide.${decision}` && before.every(({ id }) => id !== view.id);
  return orNot(async () => (await modalsOf(world, user)).findLast(isNew)?.id, PATIENCE_MS);
}

async function modalsOf(world: OnceWorld, user: string) {
  return Views.parse(await world.read(`views/${user}`)).modals;
}

export async function submit(
  world: OnceWorld,
  { user, view, decision }: { user: string; view: string; decision: string },
): Promise<boolean> {
  const values = decision === 'reject' ? { reason: { text: 'not today' } } : {};
  return Done.parse(await world.tell('submit', { user, viewId: view, values })).ok;
}
