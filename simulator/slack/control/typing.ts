import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { acceptBlocks } from '../blocks/accept.ts';
import { eventPayload } from '../payloads/common.ts';
import { escapeTyped, typedBlocks } from '../payloads/escape.ts';
import { commandPayload } from '../payloads/interactions.ts';
import { addEphemeral, addMessage, directChannel, findMessage } from '../world/messages.ts';
import { APP } from '../world/seed.ts';
import type { Channel, Fields, Person } from '../world/shapes.ts';
import { nextTs } from '../world/workspace.ts';
import { channelOf, type Door, DoorRefusal, failureOf, personOf, post } from './door.ts';

const Command = z.object({
  channel: z.string(),
  user: z.string(),
  command: z.string(),
  text: z.string().default(''),
});
const Typed = z.object({
  channel: z.string(),
  user: z.string(),
  text: z.string().min(1),
  thread_ts: z.string().optional(),
  /** Posted through another app, as its bot. */
  bot_id: z.string().optional(),
  metadata: z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.json()) }).optional(),
});
const CommandAnswer = z.object({
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  response_type: z.enum(['in_channel', 'ephemeral']).optional(),
});

/** What people type: slash commands, messages and their own name; and opening the App Home. */
export function addTyping(door: Door): void {
  post(door, 'command', { body: Command, run: (asked) => typeCommand(door, asked) });
  post(door, 'message', { body: Typed, run: (asked) => typeMessage(door, asked) });
  post(door, 'home', { body: z.object({ user: z.string() }), run: (asked) => openHome(door, asked.user) });
  post(door, 'profile', {
    body: z.object({ user: z.string(), real_name: z.string().min(1) }),
    run: ({ user, real_name }) => {
      personOf(door, user).real_name = real_name;
      door.workspace.changed({ what: 'world' });
      return {};
    },
  });
}

async function typeCommand(door: Door, asked: z.infer<typeof Command>): Promise<Fields> {
  const person = personOf(door, asked.user);
  const channel = channelOf(door, asked.channel);
  const command = asked.command.startsWith('/') ? asked.command : `/${asked.command}`;
  if (!APP.commands.some((known) => known === command)) throw new DoorRefusal('not_a_valid_command');
  const payload = commandPayload(door.workspace, { person, channel, command, text: asked.text.trim() });
  const outcome = await door.deliveries.interact('slash_commands', payload);
  if (outcome.kind !== 'acked') return { ok: false, error: failureOf(outcome) };
  return showAnswer(door, { person, channel, payload: outcome.payload });
}

/** Writes a person's message; one that mentions the bot, where the bot is a member, is an event for it. */
function typeMessage(door: Door, asked: z.infer<typeof Typed>): Fields {
  const { workspace } = door;
  const person = personOf(door, asked.user);
  const channel = channelOf(door, asked.channel);
  const { thread_ts, bot_id, metadata } = asked;
  if (thread_ts !== undefined && findMessage(workspace, channel.id, thread_ts) === undefined)
    throw new DoorRefusal('thread_not_found', 404);
  const text = escapeTyped(workspace, asked.text, 'ids-only');
  const message = addMessage(workspace, {
    channel: channel.id,
    user: person.id,
    text,
    thread_ts,
    bot_id,
    metadata,
  });
  if (text.includes(`<@${APP.botUser}>`) && channel.members.includes(APP.botUser))
    emit(door, {
      type: 'app_mention',
      user: person.id,
      text,
      ts: message.ts,
      channel: channel.id,
      team: person.team_id,
      blocks: typedBlocks(text),
      event_ts: message.ts,
      ...(message.thread_ts && { thread_ts: message.thread_ts }),
    });
  return { ts: message.ts };
}

function openHome(door: Door, user: string): Fields {
  const { workspace } = door;
  const person = personOf(door, user);
  const view = workspace.world.homes[person.id];
  emit(door, {
    type: 'app_home_opened',
    user: person.id,
    channel: directChannel(workspace, person.id).id,
    tab: 'home',
    event_ts: nextTs(workspace),
    ...(view && { view }),
  });
  return {};
}

function emit({ workspace, deliveries }: Door, event: Fields): void {
  const eventId = `Ev${randomBytes(5).toString('hex').toUpperCase()}`;
  deliveries.event(eventPayload(workspace, event, eventId));
}

interface Answered {
  person: Person;
  channel: Channel;
  payload: unknown;
}

/** Shows the text of the app's acknowledgement of a command: to that person alone, unless `in_channel`. */
function showAnswer({ workspace }: Door, { person, channel, payload }: Answered): Fields {
  const answer = CommandAnswer.safeParse(payload ?? {});
  if (!answer.success) return { ok: false, error: 'invalid_command_response' };
  const { text = '', response_type } = answer.data;
  const accepted = acceptBlocks(workspace, answer.data.blocks);
  if ('refusal' in accepted) return { ...accepted.refusal, ok: false, error: 'invalid_command_response' };
  const { blocks } = accepted;
  if (text === '' && blocks === undefined) return {};
  if (response_type === 'in_channel')
    addMessage(workspace, { channel: channel.id, user: APP.botUser, text, blocks });
  else
    addEphemeral(workspace, {
      channel: channel.id,
      user: person.id,
      text,
      via: 'ack',
      ...(blocks && { blocks }),
    });
  return { response: { text, ...(blocks && { blocks }), ...(response_type && { response_type }) } };
}
