import { z } from 'zod';
import { closedPayload, submissionPayload } from '../payloads/interactions.ts';
import { SlackRefusal } from '../web-api/refusal.ts';
import { fitView } from '../web-api/views.ts';
import {
  type Block,
  type Fields,
  isFields,
  type Person,
  type StateValues,
  type View,
} from '../world/shapes.ts';
import { elementsOf, enteredState, isEmptyState } from '../world/state-values.ts';
import { buildView, closeModals, modalsOf, pushModal, replaceModal } from '../world/views.ts';
import { type Door, DoorRefusal, failureOf, get, personOf, post } from './door.ts';

const Submitted = z.object({
  user: z.string(),
  viewId: z.string(),
  values: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});
const Closed = z.object({ user: z.string(), viewId: z.string() });
const SubmissionAnswer = z.object({
  response_action: z.enum(['errors', 'update', 'push', 'clear']).optional(),
  errors: z.record(z.string(), z.string()).optional(),
  view: z.unknown().optional(),
});

/** A person's open modals and App Home: reading, submitting and closing them. */
export function addModals(door: Door): void {
  const { workspace, deliveries } = door;
  get(door, 'views/:user', (c) => {
    const person = personOf(door, c.req.param('user') ?? '');
    return { modals: modalsOf(workspace, person.id), home: workspace.world.homes[person.id] ?? null };
  });
  post(door, 'submit', {
    body: Submitted,
    run: async (asked) => {
      const person = personOf(door, asked.user);
      const view = modalOf(door, person, asked.viewId);
      view.state = { values: enter(view, asked.values) };
      const errors = missing(view);
      if (Object.keys(errors).length > 0) return { errors };
      const outcome = await deliveries.interact('interactive', submissionPayload(workspace, person, view));
      const failure = failureOf(outcome);
      if (failure !== undefined) return { ok: false, error: failure };
      return outcome.kind === 'acked'
        ? afterSubmission(door, person, { view, payload: outcome.payload })
        : {};
    },
  });
  post(door, 'close', {
    body: Closed,
    run: async (asked) => {
      const person = personOf(door, asked.user);
      const view = modalOf(door, person, asked.viewId);
      const cleared = view.clear_on_close;
      closeModals(workspace, person.id, cleared ? undefined : view);
      if (!view.notify_on_close) return {};
      const failure = failureOf(
        await deliveries.interact('interactive', closedPayload(person, { view, cleared })),
      );
      return failure === undefined ? {} : { ok: false, error: failure };
    },
  });
}

function modalOf({ workspace }: Door, person: Person, viewId: string): View {
  const view = modalsOf(workspace, person.id).find((other) => other.id === viewId);
  if (view === undefined) throw new DoorRefusal('view_not_found', 404);
  return view;
}

/** The view's state with the person's input; an untouched input keeps its initial value. */
function enter(view: View, values: Record<string, Record<string, unknown>>): StateValues {
  const state: StateValues = { ...view.state.values };
  for (const { block, element } of elementsOf(view.blocks)) {
    const action = String(element['action_id']);
    const entered = values[block.block_id];
    if (entered === undefined || !(action in entered)) continue;
    state[block.block_id] = { ...state[block.block_id], [action]: enteredState(element, entered[action]) };
  }
  return state;
}

/** What Slack's client refuses before it sends anything: empty inputs, and texts of a wrong length. */
function missing(view: View): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const block of view.blocks) {
    const problem = block.type === 'input' ? inputProblem(view, block) : undefined;
    if (problem !== undefined) errors[block.block_id] = problem;
  }
  return errors;
}

function inputProblem(view: View, block: Block): string | undefined {
  const element = block['element'];
  if (!isFields(element)) return undefined;
  const state = view.state.values[block.block_id]?.[String(element['action_id'])];
  if (state === undefined) return undefined;
  if (isEmptyState(state))
    return block['optional'] === true ? undefined : 'Please complete this required field.';
  const value = state['value'];
  const { min_length: min, max_length: max } = element;
  if (typeof value !== 'string') return undefined;
  if (typeof min === 'number' && value.length < min) return `Please use at least ${min} characters.`;
  if (typeof max === 'number' && value.length > max) return `Please use at most ${max} characters.`;
  return undefined;
}

/** Applies the acknowledgement: shows errors, updates, pushes, clears; without a response action the view closes. */
function afterSubmission(
  door: Door,
  person: Person,
  { view, payload }: { view: View; payload: unknown },
): Fields {
  const { workspace } = door;
  const answer = SubmissionAnswer.safeParse(isFields(payload) ? payload : {});
  if (!answer.success) return { ok: false, error: 'invalid_response_action' };
  const { response_action, errors } = answer.data;
  if (response_action === 'errors') return showErrors(view, errors ?? {});
  if (response_action === 'clear') closeModals(workspace, person.id);
  if (response_action === undefined) closeModals(workspace, person.id, view);
  if (response_action !== 'update' && response_action !== 'push') return {};
  try {
    const given = fitView(workspace, answer.data.view, { type: 'modal', replacedId: view.id });
    if (response_action === 'update')
      replaceModal(workspace, person.id, buildView(workspace, given, { replaces: view }));
    else if (!pushModal(workspace, person.id, buildView(workspace, given, { previous: view })))
      return { ok: false, error: 'push_limit_reached' };
    return {};
  } catch (error) {
    if (error instanceof SlackRefusal)
      return { ...error.answer, ok: false, error: 'invalid_response_action' };
    throw error;
  }
}

/** Errors belong to input blocks; Slack refuses an answer that names another block. */
function showErrors(view: View, errors: Record<string, string>): Fields {
  const inputs = new Set(
    view.blocks.filter((block) => block.type === 'input').map((block) => block.block_id),
  );
  const stray = Object.keys(errors).filter((block) => !inputs.has(block));
  if (stray.length > 0 || Object.keys(errors).length === 0)
    return { ok: false, error: 'invalid_response_action', stray };
  return { errors };
}
