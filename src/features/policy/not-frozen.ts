import { NOT_FROZEN } from '../../domain/break-glass.ts';
import { freezeText, frozenFor, thawAfter } from '../../domain/freeze.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Block, Context, WriteCheck } from '../../engine/context.ts';
import { readFreezes } from '../calendar/index.ts';
import { releaseContent } from '../release/plans/release-content.ts';
import { mayHaveMoved } from '../surfaces/index.ts';
import { THAW } from './jobs/thaw.ts';

/** In a freeze no release writes until it has moved the pointer; one that has moved it finishes. */
export const notFrozen: WriteCheck = { beforeFirstWrite: blockIfFrozen, beforeWrite: blockIfFrozen };

async function blockIfFrozen(context: Context, operation: Operation): Promise<Block | null> {
  const { content } = operation.plan;
  if (!releaseContent.is(content) || mayHaveMoved(operation, context.steps)) return null;
  if (content.breakGlass?.lifts.includes(NOT_FROZEN) === true) return null;
  const at = context.clock.now().toISOString();
  const freezes = await readFreezes(context);
  const frozen = frozenFor(freezes, at, content.exception);
  if (frozen.length === 0) return null;
  const why = frozen.map(freezeText).join('; ');
  const detail = `releases are frozen: ${why}. Navi asks whether to continue when the freeze ends (${thawAfter(freezes, at)})`;
  return { is: 'block', problem: { code: 'frozen', detail }, asks: THAW };
}
