import type { HistoryRow } from '../../../domain/message.ts';
import { stateWords } from '../../../domain/state-words.ts';
import { OPERATIONS } from '../../../features/operations.ts';
import { header, linesWithin, type Rendered, sections, type Viewing } from './blocks.ts';
import { code, outside, sentence, when } from './text.ts';

/** The last operations, newest first. */
export function renderHistory(rows: readonly HistoryRow[], view: Viewing): Rendered {
  const lines = rows.map((row) => historyLine(row, view));
  return {
    text: sentence(rows.length === 0 ? 'No operations yet.' : `The last ${rows.length} operations.`),
    blocks: [
      header('History'),
      ...sections(lines.length === 0 ? ['No operations yet.'] : linesWithin(lines, 11_000, 'operations')),
    ],
  };
}

function historyLine(row: HistoryRow, view: Viewing): string {
  const approved =
    row.approvers.length === 0
      ? ''
      : `, approved by ${row.approvers
          .slice(0, 5)
          .map((name) => outside(name, 60))
          .join(', ')}`;
  const finished = row.finishedAt === null ? '' : `, finished ${when(row.finishedAt, view)}`;
  const version = `*v${outside(row.version, 40)}*`;
  const { icon: sign, short, keepsIcon } = OPERATIONS.wordsOf(row);
  const what = `${keepsIcon ? `${sign} ` : ''}${outside(short, 30)} ${version}`;
  const { icon, word } = stateWords(row.state);
  return `${icon} ${what}: ${outside(word, 60)} · ${when(row.requestedAt, view)} by ${outside(row.requester, 60)}${approved}${finished} · ${code(row.operation, 60)}`;
}
