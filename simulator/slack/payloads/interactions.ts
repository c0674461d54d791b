import { APP } from '../world/seed.ts';
import type { Channel, Ephemeral, Fields, Message, Person, StateValues, View } from '../world/shapes.ts';
import { newResponseUrl, newTrigger } from '../world/triggers.ts';
import type { Workspace } from '../world/workspace.ts';
import { interactionBase, teamOf } from './common.ts';
import { escapeTyped } from './escape.ts';

/** The person, the command and the place. */
export interface TypedCommand {
  person: Person;
  channel: Channel;
  command: string;
  text: string;
}

/** A slash command as the app receives it: flat, every value a string (docs/services.md, Slack). */
export function commandPayload(
  workspace: Workspace,
  { person, channel, command, text }: TypedCommand,
): Fields {
  const team = teamOf(person);
  return {
    token: APP.verificationToken,
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channel.is_im ? 'directmessage' : channel.name,
    user_id: person.id,
    user_name: person.name,
    command,
    text: escapeTyped(workspace, text, 'with-names'),
    api_app_id: APP.id,
    is_enterprise_install: 'false',
    response_url: newResponseUrl(workspace, { channel: channel.id, user: person.id }),
    trigger_id: newTrigger(workspace, person.id),
  };
}

/** The person, the element, and the state of the inputs around it. */
export interface Click {
  person: Person;
  action: Fields;
  state: StateValues;
}

/** A click on an element of a message. */
export function messageActionPayload(
  workspace: Workspace,
  { person, action, state }: Click,
  { channel, message }: { channel: Channel; message: Message },
): Fields {
  return {
    type: 'block_actions',
    ...interactionBase(person),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: false,
      ...(message.thread_ts && { thread_ts: message.thread_ts }),
    },
    trigger_id: newTrigger(workspace, person.id),
    channel: { id: channel.id, name: channel.is_im ? 'directmessage' : channel.name },
    message,
    state: { values: state },
    response_url: newResponseUrl(workspace, {
      channel: channel.id,
      user: person.id,
      messageTs: message.ts,
      // A message that has replies is in the channel; only a reply is in the thread.
      ...(message.thread_ts !== message.ts && message.thread_ts && { thread_ts: message.thread_ts }),
    }),
    actions: [action],
  };
}

/** A shortcut that a person chose in a message's menu. */
export function messageShortcutPayload(
  workspace: Workspace,
  { person, callbackId }: { person: Person; callbackId: string },
  { channel, message }: { channel: Channel; message: Message },
): Fields {
  return {
    type: 'message_action',
    ...interactionBase(person),
    action_ts: message.ts,
    callback_id: callbackId,
    trigger_id: newTrigger(workspace, person.id),
    response_url: newResponseUrl(workspace, { channel: channel.id, user: person.id }),
    message_ts: message.ts,
    channel: { id: channel.id, name: channel.is_im ? 'directmessage' : channel.name },
    message,
  };
}

/** A click on an element of a private note: Slack sends no `message` with it. */
export function ephemeralActionPayload(
  workspace: Workspace,
  { person, action, state }: Click,
  { channel, note }: { channel: Channel; note: Ephemeral },
): Fields {
  return {
    type: 'block_actions',
    ...interactionBase(person),
    container: { type: 'message', message_ts: note.ts, channel_id: channel.id, is_ephemeral: true },
    trigger_id: newTrigger(workspace, person.id),
    channel: { id: channel.id, name: channel.name },
    state: { values: state },
    response_url: newResponseUrl(workspace, {
      channel: channel.id,
      user: person.id,
      messageTs: note.ts,
      ephemeral: true,
    }),
    actions: [action],
  };
}

/** A click on an element of a modal or an App Home: no channel and no `response_url`. */
export function viewActionPayload(workspace: Workspace, { person, action }: Click, view: View): Fields {
  return {
    type: 'block_actions',
    ...interactionBase(person),
    container: { type: 'view', view_id: view.id },
    trigger_id: newTrigger(workspace, person.id, view.type === 'modal' ? view.id : undefined),
    view,
    actions: [action],
  };
}

/** The submission of a modal with its state. */
export function submissionPayload(workspace: Workspace, person: Person, view: View): Fields {
  return {
    type: 'view_submission',
    ...windowBase(person),
    trigger_id: newTrigger(workspace, person.id, view.id),
    view,
    response_urls: [],
  };
}

/** The closing of a modal that asked for a notification of it. */
export function closedPayload(person: Person, { view, cleared }: { view: View; cleared: boolean }): Fields {
  return { type: 'view_closed', ...windowBase(person), view, is_cleared: cleared };
}

/** A window's payload names its person without `username`. */
function windowBase(person: Person): Fields {
  return { ...interactionBase(person), user: { id: person.id, name: person.name, team_id: person.team_id } };
}
