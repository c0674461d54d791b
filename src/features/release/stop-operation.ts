import type { Operation } from '../../domain/operation.ts';
import type { FactRow } from '../../domain/plan-sheet.ts';
import { defineOperation } from '../../engine/define-operation.ts';
import { deprecate, movedIn } from '../surfaces/index.ts';
import { keptText, type StopContent, stopContent } from './plans/stop-content.ts';

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

function rowsOf(content: StopContent): FactRow[] {
  const { reason, stops, deprecates } = content;
  return [
    { name: 'Customers keep', lines: [[keptRow(content)]] },
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

function keptRow(content: StopContent): string {
  const { keeps, pointer } = content;
  if (keeps !== null && pointer.from !== null) return `v${keeps}`;
  return keeps === null && pointer.sha384 === null ? 'nothing: no version is live yet' : keptText(content);
}

function stopDone(content: StopContent, steps: Operation['steps']): string {
  const { keeps, pointer, steps: planned } = content;
  const keep =
    keeps === null || pointer.from === null ? 'Nothing changed for customers.' : `Customers keep v${keeps}.`;
  const proofs = deprecate.in(planned).flatMap(({ id }) => deprecate.evidenceOf(steps[id]) ?? []);
  const isPublished = proofs.some(({ published }) => published !== 'never');
  const rest = isPublished ? 'What it published is deprecated.' : 'It had published nothing.';
  return `${keep} Its workflow run has ended. ${rest}`;
}
