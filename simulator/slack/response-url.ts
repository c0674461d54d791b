import type { Context } from 'hono';
import { z } from 'zod';
import type { Kernel } from '../kernel/kernel.ts';
import { acceptBlocks, parseJson } from './blocks/accept.ts';
import { addEphemeral, addMessage, findMessage, removeEphemeral, removeMessage } from './world/messages.ts';
import { APP } from './world/seed.ts';
import type { Block, ResponsePlace } from './world/shapes.ts';
import { responsePlace } from './world/triggers.ts';
import type { Workspace } from './world/workspace.ts';

const Said = z.object({
  text: z.string().default(''),
  blocks: z.unknown().optional(),
  response_type: z.enum(['in_channel', 'ephemeral']).default('ephemeral'),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
  thread_ts: z.string().optional(),
});
type Said = z.infer<typeof Said>;

/** The `response_url` of commands and clicks: five answers within half an hour (docs/services.md, Slack). */
export function addResponseUrl(workspace: Workspace, kernel: Kernel): void {
  kernel.route('response_url', 'POST', '/response/:id', async (c) => {
    const place = responsePlace(workspace, c.req.param('id') ?? '');
    if (place === undefined || workspace.now() > place.expiresAt) return refuse(c, 404, 'expired_url');
    if (place.usesLeft <= 0) return refuse(c, 404, 'used_url');
    const said = Said.safeParse(parseJson(await c.req.text()));
    if (!said.success) return refuse(c, 400, 'invalid_payload');
    const accepted = acceptBlocks(workspace, said.data.blocks);
    if ('refusal' in accepted) return c.json(accepted.refusal, 400);
    if (!said.data.delete_original && said.data.text === '' && accepted.blocks === undefined)
      return refuse(c, 400, 'no_text');
    place.usesLeft -= 1;
    answer(workspace, { place, said: said.data, blocks: accepted.blocks, url: c.req.url });
    return c.text('ok');
  });
}

function refuse(c: Context, status: 400 | 404, error: string): Response {
  return c.json({ ok: false, error }, status);
}

interface Answer {
  place: ResponsePlace;
  said: Said;
  blocks: Block[] | undefined;
  url: string;
}

function answer(workspace: Workspace, { place, said, blocks, url }: Answer): void {
  const original = place.messageTs;
  if (original !== undefined && (said.delete_original || said.replace_original)) {
    if (place.ephemeral === true) redrawNote(workspace, { place, said, blocks, ts: original });
    else redrawMessage(workspace, { place, said, blocks, ts: original });
    return;
  }
  if (said.delete_original) return;
  const thread_ts = said.thread_ts ?? place.thread_ts;
  const { text } = said;
  if (said.response_type === 'in_channel') {
    addMessage(workspace, { channel: place.channel, user: APP.botUser, text, blocks, thread_ts });
    return;
  }
  addEphemeral(workspace, {
    channel: place.channel,
    user: place.user,
    text,
    via: 'response_url',
    responseUrl: url,
    ...(blocks && { blocks }),
    ...(thread_ts && { thread_ts }),
  });
}

type Redraw = Omit<Answer, 'url'> & { ts: string };

function redrawMessage(workspace: Workspace, { place, said, blocks, ts }: Redraw): void {
  const message = findMessage(workspace, place.channel, ts);
  if (message === undefined) return;
  if (said.delete_original) {
    removeMessage(workspace, place.channel, message);
    return;
  }
  message.text = said.text;
  if (blocks === undefined) delete message.blocks;
  else message.blocks = blocks;
  workspace.changed({ what: 'messages', channel: place.channel });
}

function redrawNote(workspace: Workspace, { place, said, blocks, ts }: Redraw): void {
  if (said.delete_original) {
    removeEphemeral(workspace, place.user, ts);
    return;
  }
  const note = workspace.world.ephemerals[place.user]?.find((other) => other.ts === ts);
  if (note === undefined) return;
  note.text = said.text;
  if (blocks === undefined) delete note.blocks;
  else note.blocks = blocks;
  workspace.changed({ what: 'ephemeral', user: place.user });
}
