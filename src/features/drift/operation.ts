import type { FactRow } from '../../domain/plan-sheet.ts';
import { defineOperation } from '../../engine/define-operation.ts';
import { movedIn, surface } from '../surfaces/index.ts';
import { type PutBackContent, putBackContent, restoredName } from './plans/put-back-content.ts';

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
  headline: (content) =>
    'gitTag' in content
      ? `Put-back of ${restoredName(content)}`
      : `Put-back of ${restoredName(content)} to v${content.version}`,
  outcome: ({ plan: { content } }) =>
    'gitTag' in content
      ? `${restoredName(content)} is at ${content.gitTag.commit.slice(0, 7)} again, as recorded.`
      : `${restoredName(content)} is at v${content.version} again, as recorded.`,
});

function rowsOf(content: PutBackContent): FactRow[] {
  const { alert } = content;
  return [
    { name: 'Puts back', lines: [[{ code: restoredName(content) }], [changeOf(content)]] },
    { name: 'Why', lines: [alert === null ? ['a late write of Navi'] : ['alert', { code: alert }]] },
  ];
}

function changeOf(content: PutBackContent) {
  if ('gitTag' in content) {
    const { from, commit } = content.gitTag;
    return { from: from === null ? 'missing' : from.slice(0, 7), to: commit.slice(0, 7) };
  }
  const { surface: id, packages, pointer, version: to } = content;
  return { from: id === pointer.surface ? pointer.from : (packages[0]?.before ?? null), to };
}
