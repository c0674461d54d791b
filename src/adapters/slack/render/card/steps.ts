import type { SectionBlock } from '@slack/types';
import type { StepRow } from '../../../../domain/message.ts';
import { STEP_WORDS } from '../../../../domain/state-words.ts';
import { linesWithin, sections, type Viewing } from '../blocks.ts';
import { code, duration, link, outside, ownText } from '../text.ts';

/** The length limit for all step lines together, so that a card stays below Slack's limit for all blocks. */
const BUDGET = 5500;
/** A deprecation's message is in its command. */
const COMMAND_MAX = 600;

/** The steps as lines, `✅ Tag v1.2.0 — 0.4 s — abc1234`. Classic sections, since older clients do not draw plan blocks. */
export function steps(all: readonly StepRow[], view: Viewing, isOver = false): SectionBlock[] {
  // Of an operation that has ended early no step waits: what has not run will not.
  const rows = isOver ? all.filter(({ state }) => state !== 'waiting') : all;
  if (rows.length === 0) return [];
  const done = rows.filter((row) => row.state === 'done').length;
  const each = Math.max(40, Math.min(260, Math.floor(BUDGET / rows.length) - 130));
  const lines = rows.map((row) => stepLine(row, { detailMax: each, view }));
  const left = all.length - rows.length;
  const rest = left === 0 ? '' : `, ${left} not run`;
  return sections([`*Steps* — ${done} of ${all.length} done${rest}`, ...linesWithin(lines, BUDGET)]);
}

/** The steps in one line, for a card that waits for its approval. */
export function stepsInShort(rows: readonly StepRow[]): string {
  const names = rows.map((row) => outside(row.title, 60));
  return `*${rows.length} steps* will run: ${linesWithinOneLine(names, 900)}`;
}

function stepLine(row: StepRow, { detailMax, view }: { detailMax: number; view: Viewing }): string {
  const { icon, word } = STEP_WORDS[row.state];
  const title = outside(row.title, 80);
  const parts = [row.state === 'done' || row.state === 'waiting' ? title : `*${title}*`];
  if (row.state !== 'done') parts.push(word);
  if (row.seconds !== null) parts.push(duration(row.seconds));
  if (row.detail !== '') parts.push(ownText(row.detail, detailMax, view));
  if (row.page !== undefined) parts.push(link(row.page.url, `Open ${outside(row.page.label, 40)} ↗`));
  const line = `${icon} ${parts.join(' — ')}`;
  return row.command === undefined ? line : `${line}\nRun ${code(row.command, COMMAND_MAX)}`;
}

function linesWithinOneLine(names: readonly string[], budget: number): string {
  const kept: string[] = [];
  let length = 0;
  for (const name of names) {
    if (length + name.length + 3 > budget) return `${kept.join(' → ')} → …`;
    kept.push(name);
    length += name.length + 3;
  }
  return kept.join(' → ');
}
