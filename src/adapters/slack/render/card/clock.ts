import type { KnownBlock } from '@slack/types';
import type { Card, ClockRow } from '../../../../domain/message.ts';
import { OPERATIONS } from '../../../../features/operations.ts';
import { header, sections, type Viewing } from '../blocks.ts';
import { duration, outside, when } from '../text.ts';

/** The number of characters of the bar: one for each tenth of the budget. */
const BAR = 10;
/** No rollback has more phases. */
const MOST_ROWS = 12;

type Clock = NonNullable<Card['clock']>;

/**
 * A rollback's clock: whether customers are safe in large letters, then phase by phase from its confirmation, npm
 * apart. The words beside the bar have the same meaning.
 */
export function clock({ clock: running, operation }: Card, view: Viewing): KnownBlock[] {
  if (running === null) return [];
  const { npmStays = 'nothing to restore' } = OPERATIONS.sheetOf(operation);
  const rows = running.rows.slice(0, MOST_ROWS);
  const npm = rows.filter(({ leg }) => leg === 'npm');
  const until = running.lastBrowserCleanAt;
  return [
    header(`⏱️ ${inShort(running)}`),
    ...sections([
      budgetLine(running, view),
      ...pagesOf(running).map((row) => clockLine(row, row === safe(running))),
      ...(until === null
        ? []
        : [`🌐 Browser caches expire by *${when(until, { ...view, format: '{time}' })}*`]),
    ]),
    ...sections(
      npm.length > 0
        ? ['*npm* (does not affect live pages)', ...npm.map((row) => clockLine(row, false))]
        : [`*npm*: ${outside(npmStays, 100)}`],
    ),
  ];
}

function pagesOf({ rows }: Clock): ClockRow[] {
  return rows.slice(0, MOST_ROWS).filter(({ leg }) => leg === 'pages');
}

/** The decisive phase: the last one of the customers' pages. */
function safe(running: Clock): ClockRow | undefined {
  return pagesOf(running).at(-1);
}

function inShort(running: Clock): string {
  const seconds = safe(running)?.seconds ?? null;
  if (seconds === null) return `${duration(running.elapsedSeconds)}: not rolled back everywhere yet`;
  return `Rolled back everywhere in ${duration(seconds)}`;
}

function budgetLine({ rows, elapsedSeconds, budgetSeconds }: Clock, view: Viewing): string {
  const over = elapsedSeconds - budgetSeconds;
  const spent = over > 0 ? `, *over it by ${duration(over)}*` : '';
  const budget = `of the ${duration(budgetSeconds)} budget${spent}`;
  if (rows.every((row) => row.seconds !== null)) return `Took *${duration(elapsedSeconds)}* ${budget}`;
  const filled = Math.max(0, Math.min(BAR, Math.ceil((elapsedSeconds / Math.max(1, budgetSeconds)) * BAR)));
  const now = when(view.now.toISOString(), { ...view, format: '{time_secs}' });
  return `*T+${duration(elapsedSeconds)}* ${budget}, as of ${now} ${'▰'.repeat(filled)}${'▱'.repeat(BAR - filled)}`;
}

function clockLine({ label, seconds }: ClockRow, standsOut: boolean): string {
  const words = outside(label, 100);
  if (seconds === null) return `▫️ T+… ${words}`;
  return `✅ *T+${duration(seconds)}* ${standsOut ? `*${words}*` : words}`;
}
