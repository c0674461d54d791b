import { z } from 'zod';
import { until } from '../until.ts';

const CHANNEL = 'C0RELEASES';

const Element = z.looseObject({ action_id: z.string().optional(), value: z.string().optional() });
const Block = z.looseObject({
  type: z.string(),
  block_id: z.string().default(''),
  elements: z.array(Element).default([]),
});
export const Message = z.looseObject({
  ts: z.string(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  text: z.string(),
  thread_ts: z.string().optional(),
  blocks: z.array(Block).default([]),
});
export type Message = z.infer<typeof Message>;
const Note = z.looseObject({
  ts: z.string(),
  text: z.string(),
  via: z.string(),
  blocks: z.array(Block).default([]),
});
export type Note = z.infer<typeof Note>;
const View = z.looseObject({
  id: z.string(),
  title: z.object({ text: z.string() }),
  submit: z.object({ text: z.string() }).nullish(),
  blocks: z.array(Block),
});
type View = z.infer<typeof View>;

const Answer = z.looseObject({ ok: z.boolean(), error: z.string().optional() });
type Answer = z.infer<typeof Answer>;

/** The control door of the simulated Slack: people who type, click and read. */
export interface SlackDoor {
  command(user: string, text: string): Promise<Answer>;
  /** Types a slash command and gives the private answer to it; what is said meanwhile does not count. */
  answerTo(user: string, text: string): Promise<Note>;
  say(user: string, text: string, thread?: string): Promise<string>;
  messages(): Promise<Message[]>;
  notes(user: string): Promise<Note[]>;
  modals(user: string): Promise<View[]>;
  cards(): Promise<Message[]>;
  /** The newest card there is. */
  card(): Promise<Message>;
  /** Presses this button on the newest card that has it. */
  click(user: string, action: string): Promise<Answer>;
  /** Clicks, and waits for the modal that this opens, filled with facts. */
  clickForModal(user: string, action: string): Promise<View>;
  /** Types a slash command, and waits for the modal that this opens, filled with facts. */
  commandForModal(user: string, text: string): Promise<View>;
  submit(user: string, view: View, values?: Record<string, Record<string, string>>): Promise<Answer>;
  dismiss(user: string, view: View): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
}

export function openSlackDoor(url: string): SlackDoor {
  const post = async (path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/_control/${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return Answer.parse(await answer.json());
  };
  const get = async <T>(path: string, shape: z.ZodType<T>): Promise<T> =>
    shape.parse(await (await fetch(`${url}/_control/${path}`)).json());
  const door: Omit<SlackDoor, 'answerTo' | 'clickForModal' | 'commandForModal'> = {
    post,
    command: (user, text) => post('command', { channel: CHANNEL, user, command: '/navi', text }),
    say: async (user, text, thread) => {
      const said = await post('message', {
        channel: CHANNEL,
        user,
        text,
        ...(thread && { thread_ts: thread }),
      });
      return z.string().parse(said['ts']);
    },
    messages: async () =>
      (await get(`messages/${CHANNEL}`, z.object({ messages: z.array(Message) }))).messages,
    notes: async (user) => (await get(`ephemeral/${user}`, z.object({ messages: z.array(Note) }))).messages,
    modals: async (user) => (await get(`views/${user}`, z.object({ modals: z.array(View) }))).modals,
    cards: async () => (await door.messages()).filter((message) => operationOf(message) !== undefined),
    card: async () => {
      const card = (await door.cards()).at(-1);
      if (card === undefined) throw new Error('there is no card');
      return card;
    },
    click: async (user, action) => {
      const offers = (await door.cards()).flatMap((card) => {
        const block = card.blocks.find((one) => one.type === 'actions');
        const element = block?.elements.find((one) => one.action_id === `navi.${action}`);
        return block === undefined || element === undefined ? [] : [{ card, block, element }];
      });
      const offer = offers.at(-1);
      if (offer === undefined) throw new Error(`no card offers ${action}`);
      const { card, block, element } = offer;
      const { action_id, value } = element;
      return post('interact', {
        channel: CHANNEL,
        messageTs: card.ts,
        user,
        action: { action_id, value, block_id: block.block_id, type: 'button' },
      });
    },
    submit: (user, view, values = {}) => post('submit', { user, viewId: view.id, values }),
    dismiss: (user, view) => post('close', { user, viewId: view.id }),
  };
  const modalAfter = async (user: string, what: string, act: () => Promise<Answer>) => {
    const before = new Set((await door.modals(user)).map((view) => view.id));
    const answer = await act();
    if (!answer.ok) throw new Error(`${what}: ${answer.error}`);
    return until(`the modal of ${what}`, async () =>
      (await door.modals(user)).find((view) => !before.has(view.id) && !textOf(view).includes('Loading …')),
    );
  };
  return {
    ...door,
    answerTo: async (user, text) => {
      const before = new Set((await door.notes(user)).map((note) => note.ts));
      const answer = await door.command(user, text);
      if (!answer.ok) throw new Error(`/navi ${text}: ${answer.error}`);
      return until(`an answer to /navi ${text}`, async () =>
        (await door.notes(user)).find((note) => !before.has(note.ts) && note.via !== 'ack'),
      );
    },
    clickForModal: (user, action) => modalAfter(user, action, () => door.click(user, action)),
    commandForModal: (user, text) => modalAfter(user, `/navi ${text}`, () => door.command(user, text)),
  };
}

/** The operation, or the drift alert, whose card this message is; not those of watches, notices and of what is measured. */
export function operationOf(message: Message): string | undefined {
  const ids = message.blocks.map(
    (block) => /^navi\.card\.((?!wch_|alt_|ntc_)[^.]+)\./.exec(block.block_id)?.[1],
  );
  return ids.find((id) => id !== undefined);
}

/** All words in the blocks, as they were sent. */
export function textOf({ blocks }: { blocks: readonly unknown[] }): string {
  const found: string[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) look(one);
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value))
        if (name === 'text' && typeof inner === 'string') found.push(inner);
        else look(inner);
  };
  look(blocks);
  return found.join('\n');
}
