import type { Card, ClockRow } from '../message.ts';
import type { Operation } from '../operation.ts';
import type { RollbackContent } from '../plan.ts';
import { safetyOf } from '../safety.ts';
import type { PlanStep } from '../step.ts';

interface Phase {
  leg: ClockRow['leg'];
  label: string;
  /** The steps that have to be done for it. */
  steps: readonly string[];
}

/** The running clock of a rollback, phase by phase, from its confirmation; the figures stay on the card. */
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
  const end = doneAt(operation, ['read-back']) ?? now.getTime();
  return {
    rows,
    elapsedSeconds: Math.max(0, (end - start) / 1000),
    budgetSeconds: budgetMs / 1000,
    lastBrowserCleanAt: safetyOf(operation)?.browsersUntil ?? null,
  };
}

/** What customers' pages load comes first; npm's leg is apart, and the taken-back run's end is part of it. */
function phasesOf({ steps, cdnOnly }: RollbackContent): Phase[] {
  const idsOf = (kind: PlanStep['kind']) => steps.filter((step) => step.kind === kind).map(({ id }) => id);
  const phases: Phase[] = [
    { leg: 'pages', label: 'pointer moved', steps: ['swap-pointer'] },
    { leg: 'pages', label: 'purged', steps: ['purge'] },
    { leg: 'pages', label: 'customers safe: every probe clean', steps: ['verify-edge'] },
    { leg: 'npm', label: 'the run has ended', steps: idsOf('cancel-run') },
    { leg: 'npm', label: 'latest given back', steps: idsOf('move-dist-tag') },
    { leg: 'npm', label: 'taken-back versions deprecated', steps: idsOf('deprecate') },
  ];
  return phases.filter((phase) => phase.steps.length > 0 && !(cdnOnly && phase.leg === 'npm'));
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
