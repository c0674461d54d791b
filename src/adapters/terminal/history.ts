import type { HistoryRow } from '../../domain/message.ts';
import { stateWords } from '../../domain/state-words.ts';
import { OPERATIONS } from '../../features/operations.ts';
import { columns, type Drawing, flat, time } from './layout.ts';

export function historyText(rows: readonly HistoryRow[], drawing: Drawing): string {
  const lines = rows.map((row) => [
    time(row.requestedAt, drawing),
    OPERATIONS.wordsOf(row).short,
    `v${row.version}`,
    stateWords(row.state).word,
    `by ${flat(row.requester)}`,
    row.approvers.length === 0 ? '' : `approved by ${flat(row.approvers.join(', '))}`,
    row.operation,
  ]);
  return [
    drawing.paint('bold', 'History, newest first'),
    ...(rows.length === 0 ? ['  none'] : columns(lines)),
  ].join('\n');
}
