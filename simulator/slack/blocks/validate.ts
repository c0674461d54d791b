import { isFields } from '../world/shapes.ts';
import { chartRules } from './chart.ts';
import { anyText, id, plainText } from './composition.ts';
import { messageBlock, viewBlock } from './layout.ts';
import { anything, boolean, list, object, oneOf, type Problem, string } from './shape.ts';

/** Blocks in one message, and in one modal or App Home (docs.slack.dev, Blocks). */
const MESSAGE_BLOCKS = 50;
const VIEW_BLOCKS = 100;

/** Everything Slack would refuse in a message's blocks; pointers start at `base`. */
export function checkMessageBlocks(blocks: unknown, base = '/blocks'): Problem[] {
  const problems: Problem[] = [];
  list(messageBlock, { max: MESSAGE_BLOCKS })(blocks, base, problems);
  return [...problems, ...duplicates(blocks, base), ...taskRules(blocks, base), ...chartRules(blocks, base)];
}

const title = plainText({ max: 24 });
const common = {
  type: oneOf('modal', 'home'),
  blocks: list(viewBlock, { max: VIEW_BLOCKS }),
};
const shared = {
  private_metadata: string({ max: 3000 }),
  callback_id: id,
  external_id: string({ max: 255 }),
};
const modal = object(
  { ...common, title },
  {
    ...shared,
    submit: title,
    close: title,
    clear_on_close: boolean,
    notify_on_close: boolean,
    submit_disabled: anything,
  },
);
const home = object(common, { ...shared, title: anyText() });

/** Everything Slack would refuse in a view (docs.slack.dev, Modal view and Home view). */
export function checkView(view: unknown, base = '/view'): Problem[] {
  const problems: Problem[] = [];
  if (!isFields(view)) return [{ pointer: base, message: 'must provide an object' }];
  (view['type'] === 'home' ? home : modal)(view, base, problems);
  const blocks = view['blocks'];
  if (view['type'] === 'modal' && view['submit'] === undefined && Array.isArray(blocks)) {
    blocks.forEach((block, index) => {
      if (isFields(block) && block['type'] === 'input')
        problems.push({
          pointer: `${base}/blocks/${index}/input`,
          message: 'must define `submit` to use an `input` block in modals',
        });
    });
  }
  return [...problems, ...duplicates(blocks, `${base}/blocks`)];
}

/** A block's id is unique in its message or view; an action's id is unique in its block. */
function duplicates(blocks: unknown, base: string): Problem[] {
  if (!Array.isArray(blocks)) return [];
  const problems: Problem[] = [];
  const blockIds = new Set<unknown>();
  blocks.forEach((block, index) => {
    if (!isFields(block)) return;
    problems.push(
      ...repeated(block['block_id'], { seen: blockIds, name: 'block_id', at: `${base}/${index}` }),
    );
    const elements = block['elements'];
    if (block['type'] !== 'actions' || !Array.isArray(elements)) return;
    const actionIds = new Set<unknown>();
    elements.forEach((element, place) => {
      if (isFields(element))
        problems.push(
          ...repeated(element['action_id'], {
            seen: actionIds,
            name: 'action_id',
            at: `${base}/${index}/elements/${place}`,
          }),
        );
    });
  });
  return problems;
}

function repeated(
  value: unknown,
  { seen, name, at }: { seen: Set<unknown>; name: string; at: string },
): Problem[] {
  if (value === undefined) return [];
  if (seen.has(value))
    return [{ pointer: `${at}/${name}`, message: `\`${name}\` ${JSON.stringify(value)} already exists` }];
  seen.add(value);
  return [];
}

/** Plans and task cards exclude one another, and a plan's task ids are unique (docs/services.md, Slack). */
function taskRules(blocks: unknown, base: string): Problem[] {
  if (!Array.isArray(blocks)) return [];
  const problems: Problem[] = [];
  const types = blocks.map((block) => (isFields(block) ? block['type'] : undefined));
  const lone = types.indexOf('task_card');
  if (lone >= 0 && types.includes('plan'))
    problems.push({
      pointer: `${base}/${lone}`,
      message: 'plan and task_card blocks cannot be used together',
    });
  if (types.filter((type) => type === 'table').length > 1)
    problems.push({ pointer: base, message: 'only one table block is allowed' });
  blocks.forEach((block, index) => {
    if (!isFields(block) || block['type'] !== 'plan' || !Array.isArray(block['tasks'])) return;
    const seen = new Set<unknown>();
    block['tasks'].forEach((task, place) => {
      if (isFields(task))
        problems.push(
          ...repeated(task['task_id'], { seen, name: 'task_id', at: `${base}/${index}/tasks/${place}` }),
        );
    });
  });
  return problems;
}
