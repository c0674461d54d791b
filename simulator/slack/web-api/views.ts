import { z } from 'zod';
import { refuseProblems } from '../blocks/accept.ts';
import { checkView } from '../blocks/validate.ts';
import { type Fields, isFields, type View } from '../world/shapes.ts';
import { exchangeTrigger } from '../world/triggers.ts';
import { buildView, findView, modalsOf, openModal, pushModal, replaceModal } from '../world/views.ts';
import type { Workspace } from '../world/workspace.ts';
import { type Api, addMethod, jsonArgument } from './methods.ts';
import { TIER_4 } from './rates.ts';
import { refusalOf, SlackRefusal } from './refusal.ts';

/** Largest view in bytes of its JSON (docs.slack.dev, views.open: `view_too_large`). */
const VIEW_BYTES = 250_000;

const Opened = z.object({ trigger_id: z.string(), view: jsonArgument });
const Updated = z.object({
  view: jsonArgument,
  view_id: z.string().optional(),
  external_id: z.string().optional(),
  hash: z.string().optional(),
});
const Published = z.object({ user_id: z.string(), view: jsonArgument, hash: z.string().optional() });

/** The `views.*` methods. */
export function addViews(api: Api): void {
  const { workspace } = api;
  const method = { token: 'bot', rate: TIER_4 } as const;
  addMethod(api, { ...method, name: 'views.open', args: Opened, run: (args) => open(workspace, args) });
  addMethod(api, { ...method, name: 'views.push', args: Opened, run: (args) => push(workspace, args) });
  addMethod(api, { ...method, name: 'views.update', args: Updated, run: (args) => update(workspace, args) });
  addMethod(api, {
    ...method,
    name: 'views.publish',
    args: Published,
    run: (args) => publish(workspace, args),
  });
}

function open(workspace: Workspace, args: z.infer<typeof Opened>): { view: View } {
  const given = fitView(workspace, args.view, { type: 'modal' });
  const { user } = exchange(workspace, args.trigger_id);
  const view = buildView(workspace, given);
  openModal(workspace, user, view);
  return { view };
}

function push(workspace: Workspace, args: z.infer<typeof Opened>): { view: View } {
  const given = fitView(workspace, args.view, { type: 'modal' });
  const { user, viewId } = exchange(workspace, args.trigger_id);
  const previous = modalsOf(workspace, user).at(-1);
  if (viewId === undefined || previous === undefined) throw new SlackRefusal('not_found');
  const view = buildView(workspace, given, { previous });
  if (!pushModal(workspace, user, view)) throw new SlackRefusal('push_limit_reached');
  return { view };
}

function publish(workspace: Workspace, args: z.infer<typeof Published>): { view: View } {
  if (!workspace.world.people.some((person) => person.id === args.user_id))
    throw new SlackRefusal('user_not_found');
  const given = fitView(workspace, args.view, { type: 'home' });
  const replaces = workspace.world.homes[args.user_id];
  if (args.hash && replaces !== undefined && replaces.hash !== args.hash)
    throw new SlackRefusal('hash_conflict');
  const view = buildView(workspace, given, { replaces });
  workspace.world.homes[args.user_id] = view;
  workspace.changed({ what: 'views', user: args.user_id });
  return { view };
}

function update(workspace: Workspace, args: z.infer<typeof Updated>): { view: View } {
  if (!args.view_id && !args.external_id) throw new SlackRefusal('invalid_arguments');
  const found = findView(workspace, (view) =>
    args.view_id ? view.id === args.view_id : view.external_id === args.external_id,
  );
  if (found === undefined) throw new SlackRefusal('not_found');
  if (args.hash && args.hash !== found.view.hash) throw new SlackRefusal('hash_conflict');
  const given = fitView(workspace, args.view, { type: found.view.type, replacedId: found.view.id });
  const view = buildView(workspace, given, { replaces: found.view });
  if (view.type === 'home') workspace.world.homes[found.user] = view;
  replaceModal(workspace, found.user, view);
  return { view };
}

interface Wanted {
  type: View['type'];
  replacedId?: string;
}

/** A view that Slack would accept where this type is required. Refuses otherwise. */
export function fitView(workspace: Workspace, given: unknown, { type, replacedId }: Wanted): Fields {
  const problems = checkView(given);
  if (isFields(given) && given['type'] !== type)
    problems.push({ pointer: '/view/type', message: `must be one of: ${type}` });
  if (!isFields(given) || problems.length > 0) throw refusalOf(refuseProblems('invalid_arguments', problems));
  if (Buffer.byteLength(JSON.stringify(given)) > VIEW_BYTES) throw new SlackRefusal('view_too_large');
  const external = given['external_id'];
  if (external && findView(workspace, (view) => view.external_id === external && view.id !== replacedId))
    throw new SlackRefusal('duplicate_external_id');
  return given;
}

function exchange(workspace: Workspace, triggerId: string): { user: string; viewId?: string } {
  const exchanged = exchangeTrigger(workspace, triggerId);
  if ('refusal' in exchanged) throw new SlackRefusal(exchanged.refusal);
  return exchanged;
}
