import type { FactRow } from '../../domain/plan-sheet.ts';
import { surfaceName } from '../../domain/surface.ts';
import { defineOperation } from '../../engine/define-operation.ts';
import { movedIn, surface } from '../surfaces/index.ts';
import { type PutBackContent, putBackContent } from './plans/put-back-content.ts';

export const putBack = defineOperation<PutBackContent>({
  content: putBackContent,
  takesBack: true,
  isDecidedByJournal: true,
  // Its alert ends at once, and not at the next look of the schedule.
  thenRuns: 'verify-live',
  looksAgain: ({ marks }) => surface.in(marks) !== undefined,
  words: {
    name: ({ version }) => `put-back to v${version}`,
    title: ({ version }) => `Put-back to v${version}`,
    called: ({ version }) => `the put-back to v${version}`,
    announced: ({ version }) => `v${version} was put back`,
    plan: ({ version }) => `Put-back to v${version}`,
    short: 'put-back to',
    icon: '↩️',
    keepsIcon: true,
  },
  sheet: ({ plan: { content } }) => ({
    confirmedAs: 'Confirmed by',
    hidesPointer: true,
    rows: rowsOf(content),
  }),
  card: (operation) => ({ stays: movedIn(operation) }),
  headline: ({ surface: id, version }) => `Put-back of ${surfaceName(id)} to v${version}`,
  outcome: ({ plan: { content } }) =>
    `${surfaceName(content.surface)} is at v${content.version} again, as recorded.`,
});

function rowsOf({ surface: id, packages, pointer, version: to, alert }: PutBackContent): FactRow[] {
  const from = id === pointer.surface ? pointer.from : (packages[0]?.before ?? null);
  return [
    { name: 'Puts back', lines: [[{ code: surfaceName(id) }], [{ from, to }]] },
    { name: 'Why', lines: [alert === null ? ['a late write of Navi'] : ['alert', { code: alert }]] },
  ];
}
