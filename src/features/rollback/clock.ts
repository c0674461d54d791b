import type { Card, ClockRow } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import { cancelRun } from '../release/index.ts';
import {
  clockRow,
  deprecate,
  moveDistTag,
  purge,
  readBack,
  swapPointer,
  verifyEdge,
} from '../surfaces/index.ts';
import type { RollbackContent } from './plans/rollback-content.ts';
import { safetyOf } from './safety.ts';

interface Phase {
  leg: ClockRow['leg'];
  label: string;
  /** The steps that must be done for it. */
  steps: readonly string[];
}

/** The running clock of a rollback, phase by phase, from its confirmation; the final times stay on the card. */
export function clockOf(
  operation: Operation,
  content: RollbackContent,
  { now, budgetMs }: { now: Date; budgetMs: number },
): NonNullable<Card['clock']> {
  const start = Date.parse(operation.requestedAt);
  const rows = phasesOf(content).map(({ leg, label, steps }): ClockRow => {
    const at = doneAt(operation, steps);
    return { leg, label, seconds: at === null ? null : (at - start) / 1000 };
  });
  const end = doneAt(operation, readBack.idsIn(content.steps)) ?? now.getTime();
  return {
    rows,
    elapsedSeconds: Math.max(0, (end - start) / 1000),
    budgetSeconds: budgetMs / 1000,
    lastBrowserCleanAt: safetyOf(operation)?.browsersUntil ?? null,
  };
}

/**
 * What customers' pages load comes first; npm is separate and includes the end of the run. Each step's definition
 * names its row.
 */
function phasesOf({ steps, cdnOnly }: RollbackContent): Phase[] {
  return [swapPointer, purge, verifyEdge, cancelRun, moveDistTag, deprecate].flatMap((kind): Phase[] => {
    const clock = clockRow.in(kind.traits.marks);
    const ids = kind.idsIn(steps);
    if (clock === undefined || ids.length === 0 || (cdnOnly && clock.leg === 'npm')) return [];
    return [{ ...clock, steps: ids }];
  });
}

/** When the last of these steps was done, in milliseconds; null while one is not. */
function doneAt({ steps }: Operation, ids: readonly string[]): number | null {
  const times = ids.map((id) => {
    const state = steps[id];
    return state?.is === 'done' ? Date.parse(state.since) : null;
  });
  return times.reduce<number | null>(
    (latest, at) => (latest === null || at === null ? null : Math.max(latest, at)),
    0,
  );
}
