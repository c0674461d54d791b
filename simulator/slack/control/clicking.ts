import { z } from 'zod';
import {
  type Click,
  ephemeralActionPayload,
  messageActionPayload,
  messageShortcutPayload,
  viewActionPayload,
} from '../payloads/interactions.ts';
import { asSent, findMessage } from '../world/messages.ts';
import type { Block, Fields, Person } from '../world/shapes.ts';
import { elementsOf, enteredState, initialState, optionOf } from '../world/state-values.ts';
import { findView } from '../world/views.ts';
import { nextTs } from '../world/workspace.ts';
import { channelOf, type Door, DoorRefusal, failureOf, personOf, post } from './door.ts';

const Action = z.looseObject({
  action_id: z.string(),
  block_id: z.string().optional(),
  type: z.string().optional(),
});
const Chosen = z.object({
  user: z.string(),
  channel: z.string(),
  messageTs: z.string(),
  callbackId: z.string(),
});
const Clicked = z.object({
  user: z.string(),
  channel: z.string().optional(),
  messageTs: z.string().optional(),
  viewId: z.string().optional(),
  action: Action,
});

/**
 * `POST /_control/interact`: a person clicks or chooses on a message, a private note, a modal or an App Home.
 * `POST /_control/shortcut`: a person chooses a shortcut in a message's menu.
 */
export function addClicking(door: Door): void {
  post(door, 'interact', {
    body: Clicked,
    run: async (asked) => {
      const person = personOf(door, asked.user);
      const payload =
        asked.viewId === undefined ? clickMessage(door, person, asked) : clickView(door, person, asked);
      const failure = failureOf(await door.deliveries.interact('interactive', payload));
      return failure === undefined ? {} : { ok: false, error: failure };
    },
  });
  post(door, 'shortcut', {
    body: Chosen,
    run: async (asked) => {
      const failure = failureOf(await door.deliveries.interact('interactive', chooseShortcut(door, asked)));
      return failure === undefined ? {} : { ok: false, error: failure };
    },
  });
}

function chooseShortcut(
  door: Door,
  { user, channel: name, messageTs, callbackId }: z.infer<typeof Chosen>,
): Fields {
  const channel = channelOf(door, name);
  const message = findMessage(door.workspace, channel.id, messageTs);
  if (message === undefined || message.deleted === true) throw new DoorRefusal('message_not_found', 404);
  const sent = asSent(door.workspace, channel.id, message);
  const chosen = { person: personOf(door, user), callbackId };
  return messageShortcutPayload(door.workspace, chosen, { channel, message: sent });
}

function clickMessage(door: Door, person: Person, asked: z.infer<typeof Clicked>): Fields {
  const { workspace } = door;
  if (asked.channel === undefined || asked.messageTs === undefined)
    throw new DoorRefusal('channel and messageTs, or viewId, are needed');
  const channel = channelOf(door, asked.channel);
  const message = findMessage(workspace, channel.id, asked.messageTs);
  const note = workspace.world.ephemerals[person.id]?.find((other) => other.ts === asked.messageTs);
  const blocks = message?.blocks ?? note?.blocks ?? [];
  const click = clickOn(door, person, { blocks, action: asked.action });
  if (message !== undefined && message.deleted !== true)
    return messageActionPayload(workspace, click, {
      channel,
      message: asSent(workspace, channel.id, message),
    });
  if (note !== undefined) return ephemeralActionPayload(workspace, click, { channel, note });
  throw new DoorRefusal('message_not_found', 404);
}

function clickView(door: Door, person: Person, asked: z.infer<typeof Clicked>): Fields {
  const found = findView(door.workspace, (view) => view.id === asked.viewId);
  if (found === undefined || found.user !== person.id) throw new DoorRefusal('view_not_found', 404);
  const { view } = found;
  const click = clickOn(door, person, { blocks: view.blocks, action: asked.action });
  for (const [block, actions] of Object.entries(click.state))
    view.state.values[block] = { ...view.state.values[block], ...actions };
  return viewActionPayload(door.workspace, click, view);
}

/**
 * The action as the app receives it: the element's own fields, overridden by the caller's. A click on an element that
 * has gone is sent too, because a screen may show an old card for a moment.
 */
function clickOn(
  { workspace }: Door,
  person: Person,
  { blocks, action }: { blocks: Block[]; action: z.infer<typeof Action> },
): Click {
  const placed = elementsOf(blocks).find(
    ({ block, element }) =>
      element['action_id'] === action.action_id &&
      (action.block_id === undefined || action.block_id === block.block_id),
  );
  const element: Fields = placed?.element ?? { type: action.type ?? 'button' };
  const block_id = action.block_id ?? placed?.block.block_id ?? '';
  const { action_id, value: _, ...given } = action;
  const meaning = meaningOf(element, action);
  const state = initialState(blocks);
  if (state[block_id]?.[action_id] !== undefined)
    state[block_id] = { ...state[block_id], [action_id]: { type: element['type'], ...meaning } };
  return {
    person,
    state,
    action: {
      type: element['type'],
      ...meaning,
      ...given,
      action_id,
      block_id,
      action_ts: nextTs(workspace),
    },
  };
}

/** The details of the click besides its place: a button's text and value, or the choice. */
function meaningOf(element: Fields, action: Fields): Fields {
  if (element['type'] === 'button') {
    const { text, value, url, confirm } = element;
    return clean({ text, value: action['value'] ?? value, url, confirm });
  }
  if (element['type'] === 'overflow') return { selected_option: optionOf(element, action['value']) };
  const selected = Object.entries(action).filter(([name]) => name.startsWith('selected_'));
  const { type: _, ...chosen } = enteredState(
    element,
    selected.length > 0 ? Object.fromEntries(selected) : action['value'],
  );
  return chosen;
}

function clean(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
