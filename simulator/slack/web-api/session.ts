import { z } from 'zod';
import type { Problem } from '../blocks/shape.ts';
import { checkMessageBlocks, checkView } from '../blocks/validate.ts';
import { APP, TEAM } from '../world/seed.ts';
import { type Fields, isFields } from '../world/shapes.ts';
import { type Api, addMethod, jsonArgument } from './methods.ts';
import { SPECIAL, TIER_3 } from './rates.ts';
import { SlackRefusal } from './refusal.ts';

/** `auth.test`, `apps.connections.open` and `blocks.validate`; `openSocket` returns the address of a new connection. */
export function addSession(api: Api, openSocket: () => string): void {
  addMethod(api, {
    name: 'auth.test',
    token: 'bot',
    rate: SPECIAL,
    args: z.object({}),
    run: () => ({
      url: TEAM.url,
      team: TEAM.name,
      user: APP.name,
      team_id: TEAM.id,
      user_id: APP.botUser,
      bot_id: APP.bot,
      is_enterprise_install: false,
    }),
  });
  addMethod(api, {
    name: 'apps.connections.open',
    token: 'app',
    rate: TIER_3,
    args: z.object({}),
    run: () => ({ url: openSocket() }),
  });
  addMethod(api, {
    name: 'blocks.validate',
    token: 'bot',
    rate: TIER_3,
    args: z.object({ blocks: jsonArgument, message: jsonArgument, view: jsonArgument }),
    run: validate,
  });
}

/** Checks blocks, a message or a view without a post (docs.slack.dev, blocks.validate). */
function validate({
  blocks,
  message,
  view,
}: {
  blocks?: unknown;
  message?: unknown;
  view?: unknown;
}): Fields {
  const given = [blocks, message, view].filter((value) => value !== undefined);
  if (given.length !== 1)
    throw new SlackRefusal('invalid_arguments', {
      response_metadata: { messages: ['must provide exactly one of `blocks`, `view`, or `message`'] },
    });
  if (blocks !== undefined) report('invalid_blocks', checkMessageBlocks(blocks, ''));
  if (view !== undefined) report('invalid_view', checkView(view, ''));
  const inner = isFields(message) ? message['blocks'] : undefined;
  if (message !== undefined) report('invalid_message', checkMessageBlocks(inner ?? [], '/blocks'));
  return {};
}

function report(error: string, problems: Problem[]): void {
  if (problems.length === 0) return;
  throw new SlackRefusal(error, {
    errors: problems.map(({ message, pointer }) => ({ code: 'failed_constraint', message, pointer })),
  });
}
