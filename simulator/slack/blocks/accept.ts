import { z } from 'zod';
import { type Block, type Fields, isFields } from '../world/shapes.ts';
import { nextId, type Workspace } from '../world/workspace.ts';
import { type Problem, renderProblem } from './shape.ts';
import { checkMessageBlocks } from './validate.ts';

/**
 * The limit of all blocks' text in one message, in characters. Slack does not document it; it refused 11,341
 * (slackapi/bolt-js#2867), and accepted up to 13,200 (slackapi/bolt-js#2509). The simulator refuses everything that
 * Slack may refuse.
 */
const TEXT_OF_ALL_BLOCKS = 10_000;

/** Blocks that Slack accepts, or its refusal. */
export type Accepted = { blocks: Block[] | undefined } | { refusal: Fields };

const KnownBlock = z.looseObject({ type: z.string(), block_id: z.string() });

/**
 * Reads the `blocks` argument of a message: parsed, checked as Slack checks it, with an id for every block and
 * action. Absent or empty blocks are none.
 */
export function acceptBlocks(workspace: Workspace, raw: unknown): Accepted {
  if (raw === undefined || raw === null || raw === '') return { blocks: undefined };
  const parsed = typeof raw === 'string' ? parseJson(raw) : raw;
  if (!Array.isArray(parsed)) return { refusal: { ok: false, error: 'invalid_blocks_format' } };
  if (parsed.length === 0) return { blocks: undefined };
  const problems = checkMessageBlocks(parsed);
  if (problems.length > 0) return { refusal: refuseProblems('invalid_blocks', problems) };
  if (textLength(parsed) > TEXT_OF_ALL_BLOCKS)
    return { refusal: { ok: false, error: 'msg_blocks_too_long' } };
  return { blocks: nameBlocks(workspace, parsed) };
}

/** Slack's refusal of invalid blocks: each problem in `errors` and again in `response_metadata`. */
export function refuseProblems(error: string, problems: Problem[]): Fields {
  const errors = problems.map(renderProblem);
  return {
    ok: false,
    error,
    errors,
    response_metadata: { messages: errors.map((line) => `[ERROR] ${line}`) },
  };
}

/** Gives an id to every block and every interactive element that has none. */
export function nameBlocks(workspace: Workspace, blocks: unknown[]): Block[] {
  return blocks.map((block) => {
    const named = KnownBlock.parse({ block_id: nextId(workspace, 'b'), ...(isFields(block) ? block : {}) });
    const elements = named['elements'];
    if (named.type === 'actions' && Array.isArray(elements))
      return { ...named, elements: elements.map((element) => nameElement(workspace, element)) };
    if (named.type === 'input') return { ...named, element: nameElement(workspace, named['element']) };
    if (named['accessory'] !== undefined)
      return { ...named, accessory: nameElement(workspace, named['accessory']) };
    return named;
  });
}

function nameElement(workspace: Workspace, element: unknown): unknown {
  if (!isFields(element) || element['type'] === 'image') return element;
  return { action_id: nextId(workspace, 'a'), ...element };
}

function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, entry) => sum + textLength(entry), 0);
  if (!isFields(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [name, field]) =>
      sum + (name === 'text' && typeof field === 'string' ? field.length : textLength(field)),
    0,
  );
}

/** Parses JSON; what is not JSON is undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
