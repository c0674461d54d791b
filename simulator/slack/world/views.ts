import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { nameBlocks } from '../blocks/accept.ts';
import { APP, TEAM } from './seed.ts';
import type { StateValues, View } from './shapes.ts';
import { initialState } from './state-values.ts';
import { nextId, type Workspace } from './workspace.ts';

/** A modal, and the two views that may be pushed onto it (docs.slack.dev, views.push). */
const STACK_LIMIT = 3;

const TextObject = z.looseObject({ type: z.string(), text: z.string() });
const GivenView = z.object({
  type: z.enum(['modal', 'home']),
  title: TextObject.optional(),
  submit: TextObject.optional(),
  close: TextObject.optional(),
  blocks: z.array(z.unknown()),
  private_metadata: z.string().default(''),
  callback_id: z.string().default(''),
  external_id: z.string().default(''),
  clear_on_close: z.boolean().default(false),
  notify_on_close: z.boolean().default(false),
});

/** The earlier view in the stack, or the view that this one replaces. */
interface Origin {
  previous?: View | undefined;
  replaces?: View | undefined;
}

/** Turns a valid view into an open one: with id, hash, block ids and state. */
export function buildView(workspace: Workspace, given: unknown, { previous, replaces }: Origin = {}): View {
  const view = GivenView.parse(given);
  const { title, submit, close, ...rest } = view;
  const id = replaces?.id ?? nextId(workspace, 'V');
  const blocks = nameBlocks(workspace, view.blocks);
  return {
    ...rest,
    id,
    team_id: TEAM.id,
    blocks,
    ...(title && { title }),
    ...(submit && { submit }),
    ...(close && { close }),
    hash: `${Math.floor(workspace.now() / 1000)}.${randomBytes(4).toString('hex')}`,
    state: { values: keepEntered(initialState(blocks), replaces?.state.values ?? {}) },
    root_view_id: replaces?.root_view_id ?? previous?.root_view_id ?? id,
    previous_view_id: replaces?.previous_view_id ?? previous?.id ?? null,
    app_id: APP.id,
    bot_id: APP.bot,
    app_installed_team_id: TEAM.id,
  };
}

/** Input stays where an updated view has the same input under the same ids (docs.slack.dev, views.update). */
function keepEntered(fresh: StateValues, entered: StateValues): StateValues {
  for (const [block, actions] of Object.entries(fresh))
    for (const [action, value] of Object.entries(actions)) {
      const before = entered[block]?.[action];
      if (before !== undefined && before['type'] === value['type']) actions[action] = before;
    }
  return fresh;
}

/** A person's open modals, root first. */
export function modalsOf(workspace: Workspace, user: string): View[] {
  return workspace.world.modals[user] ?? [];
}

/** Opens a modal as the person's only one: it replaces the app's earlier stack. */
export function openModal(workspace: Workspace, user: string, view: View): void {
  workspace.world.modals[user] = [view];
  workspace.changed({ what: 'views', user });
}

/** Puts a view on top; false when the stack is full. */
export function pushModal(workspace: Workspace, user: string, view: View): boolean {
  const stack = modalsOf(workspace, user);
  if (stack.length >= STACK_LIMIT) return false;
  workspace.world.modals[user] = [...stack, view];
  workspace.changed({ what: 'views', user });
  return true;
}

/** Replaces the view with this id. */
export function replaceModal(workspace: Workspace, user: string, view: View): void {
  workspace.world.modals[user] = modalsOf(workspace, user).map((other) =>
    other.id === view.id ? view : other,
  );
  workspace.changed({ what: 'views', user });
}

/** Removes one view and those above it, or all of them. */
export function closeModals(workspace: Workspace, user: string, from?: View): void {
  const stack = modalsOf(workspace, user);
  const place = from === undefined ? 0 : stack.findIndex((view) => view.id === from.id);
  workspace.world.modals[user] = place < 0 ? stack : stack.slice(0, place);
  workspace.changed({ what: 'views', user });
}

/** The place of a view: a person's modal, or their App Home. */
export function findView(
  workspace: Workspace,
  matches: (view: View) => boolean,
): { user: string; view: View } | undefined {
  for (const [user, stack] of Object.entries(workspace.world.modals)) {
    const view = stack.find(matches);
    if (view !== undefined) return { user, view };
  }
  for (const [user, view] of Object.entries(workspace.world.homes)) if (matches(view)) return { user, view };
  return undefined;
}
