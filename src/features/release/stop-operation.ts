import type { Operation } from '../../domain/operation.ts';
import type { FactRow } from '../../domain/plan-sheet.ts';
import { defineOperation } from '../../engine/define-operation.ts';
import { deprecate, movedIn } from '../surfaces/index.ts';
import { type StopContent, stopContent } from './plans/stop-content.ts';

export const stop = defineOperation<StopContent>({
  content: stopContent,
  takesBack: true,
  words: {
    name: ({ version }) => `stop of v${version}`,
    title: ({ version }) => `Stop of v${version}`,
    called: ({ version }) => `the stop of v${version}`,
    announced: ({ version }) => `v${version} was stopped`,
    plan: ({ version }) => `Stop of v${version}`,
    short: 'stop',
    icon: '🛑',
    keepsIcon: true,
  },
  sheet: ({ plan: { content } }) => ({
    confirmedAs: 'Stopped by',
    hidesPointer: true,
    rows: rowsOf(content),
  }),
  card: (operation) => ({ stays: movedIn(operation) }),
  headline: ({ version }) => `Stop of v${version}`,
  outcome: ({ plan, steps }) => stopDone(plan.content, steps),
});

function rowsOf({ keeps, reason, stops, deprecates }: StopContent): FactRow[] {
  return [
    { name: 'Customers keep', lines: [[keeps === null ? 'nothing: no version is live yet' : `v${keeps}`]] },
    { name: 'Reason', lines: [[reason ?? 'none given']] },
    { name: 'Stops', lines: [[{ code: stops }]] },
    ...(deprecates.length === 0
      ? []
      : [
          {
            name: 'Deprecates, if published',
            lines: deprecates.map(({ name, version }) => [{ code: `${name}@${version}` }]),
          },
        ]),
  ];
}

function stopDone({ keeps, steps: planned }: StopContent, steps: Operation['steps']): string {
  const keep = keeps === null ? 'Nothing changed for customers.' : `Customers keep v${keeps}.`;
  const proofs = deprecate.in(planned).flatMap(({ id }) => deprecate.evidenceOf(steps[id]) ?? []);
  const isPublished = proofs.some(({ published }) => published !== 'never');
  const rest = isPublished ? 'What it published is deprecated.' : 'It had published nothing.';
  return `${keep} Its workflow run has ended. ${rest}`;
}
