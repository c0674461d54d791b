import type { Operation } from '../../domain/operation.ts';
import type { Plan } from '../../domain/plan.ts';
import type { FactRow, News, PlanSheet } from '../../domain/plan-sheet.ts';
import { defineOperation } from '../../engine/define-operation.ts';
import { endsRun } from '../release/index.ts';
import { movedIn, surface } from '../surfaces/index.ts';
import { clockOf } from './clock.ts';
import { lockOf } from './lock.ts';
import { nextOf } from './next.ts';
import { type RollbackContent, rollbackContent } from './plans/rollback-content.ts';
import { isRestored } from './restored.ts';
import { safetyOf } from './safety.ts';

export const rollback = defineOperation<RollbackContent>({
  content: rollbackContent,
  takesBack: true,
  isDecidedByJournal: true,
  isOver: isRestored,
  // It continues with any value.
  looksAgain: ({ marks }) => surface.in(marks) !== undefined,
  words: {
    name: ({ line, version }) => `rollback of ${line} to v${version}`,
    title: ({ line, version }) => `Rollback of ${line} to v${version}`,
    called: ({ line, version }) => `the rollback of ${line} to v${version}`,
    announced: ({ line, version }) => `${line} was rolled back to v${version}`,
    plan: ({ version }) => `Rollback to v${version}`,
    short: 'rollback to',
    icon: '⏪',
    keepsIcon: true,
  },
  headline: ({ line: releaseLine, version }) => `Rollback of ${releaseLine} to v${version}`,
  sheet: sheetOf,
  card: (operation, { now, settings }) => {
    const { budget, reviewAfter } = settings.rollback;
    const { content } = operation.plan;
    return {
      stays: movedIn(operation),
      clock: clockOf(operation, content, { now, budgetMs: budget.byHand }),
      lock: lockOf(operation),
      next: nextOf(operation, content, { reviewAfterMs: reviewAfter }),
    };
  },
  outcome: ({ plan }) => `${plan.content.line} is back at v${plan.content.version}.`,
});

function sheetOf(operation: Operation & { plan: Plan<RollbackContent> }): PlanSheet {
  const { content } = operation.plan;
  return {
    confirmedAs: 'Confirmed by',
    rows: rowsOf(content),
    restores: { deprecates: content.deprecates },
    ...(content.cdnOnly && { npmStays: 'not changed, as requested (CDN only)' }),
    news: newsOf(operation, content),
  };
}

function rowsOf({ reason, supersedes, run, steps, cdnOnly }: RollbackContent): FactRow[] {
  const cancels = run !== null || endsRun(steps);
  const stops = cancels ? [`; its workflow run ${run === null ? '' : `${run} `}is cancelled`] : [];
  return [
    { name: 'Reason', lines: [[reason ?? 'none given']] },
    ...(supersedes === null ? [] : [{ name: 'Supersedes', lines: [[{ code: supersedes }, ...stops]] }]),
    ...(cdnOnly ? [{ name: 'CDN only', lines: [['npm is not changed']] }] : []),
  ];
}

function newsOf(operation: Operation, { takenBack, cdnOnly, reason }: RollbackContent): News {
  return {
    icon: '⏪',
    kind: `a rollback${takenBack === null ? '' : ` from v${takenBack}`}${cdnOnly ? ' (CDN only)' : ''}`,
    get: takenBack === null ? 'To install it' : `If you installed ${takenBack}`,
    rolledBack: { proof: safetyOf(operation), reason },
  };
}
