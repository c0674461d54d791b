import type { KnownBlock } from '@slack/types';
import type { Card, ClockRow } from '../../../domain/message.ts';
import { header, sections, type Viewing } from '../blocks.ts';
import { duration, outside, when } from '../text.ts';

/** How many characters the bar has: one for each twentieth of the budget. */
const BAR = 20;
/** More phases than this no rollback has. */
const MOST_ROWS = 12;

type Clock = NonNullable<Card['clock']>;

/**
 * A rollback's clock: whether customers are safe in large letters, then phase by phase from its confirmation, npm's
 * leg apart (DESIGN §4.7). The bar is for the eye; the words beside it say the same.
 */
export function clock(running: Clock | null, view: Viewing): KnownBlock[] {
  if (running === null) return [];
  const rows = running.rows.slice(0, MOST_ROWS);
  const npm = rows.filter(isNpm);
  const until = running.lastBrowserCleanAt;
  const lines = sections([
    budgetLine(running, view),
    ...rows.filter((row) => !isNpm(row)).map(clockLine),
    ...(until === null
      ? []
      : [
          `🌐 last browser clean by *${when(until, { ...view, format: '{time}' })}*, when what it holds expires`,
        ]),
    ...(npm.length === 0 ? [] : ["*npm's leg*, apart from the customers' pages", ...npm.map(clockLine)]),
  ]);
  return [header(`⏱️ ${inShort(running)}`), ...lines];
}

function inShort({ rows, elapsedSeconds }: Clock): string {
  const safe = rows.find(({ label }) => isCustomersSafe(label));
  if (safe === undefined) return `T+${duration(elapsedSeconds)}`;
  if (safe.seconds === null) return `T+${duration(elapsedSeconds)}: customers not safe yet`;
  return `Customers safe at T+${duration(safe.seconds)}`;
}

function budgetLine({ rows, elapsedSeconds, budgetSeconds }: Clock, view: Viewing): string {
  const over = elapsedSeconds - budgetSeconds;
  const filled = Math.max(0, Math.min(BAR, Math.ceil((elapsedSeconds / Math.max(1, budgetSeconds)) * BAR)));
  const bar = `\`${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}\``;
  const ended = rows.every((row) => row.seconds !== null);
  const now = when(view.now.toISOString(), { ...view, format: '{time_secs}' });
  return [
    `${bar}\n*${ended ? 'Took ' : 'T+'}${duration(elapsedSeconds)}* of the ${duration(budgetSeconds)} budget`,
    ...(over > 0 ? [`*over it by ${duration(over)}*`] : []),
    ...(ended ? [] : [`as of ${now}`]),
  ].join(', ');
}

function clockLine({ label, seconds }: ClockRow): string {
  const words = outside(label, 100);
  if (seconds === null) return `▫️ T+… ${words}`;
  return `✅ *T+${duration(seconds)}* ${isCustomersSafe(label) ? `*${words}*` : words}`;
}

/** The phase that this is all about stands out. */
function isCustomersSafe(label: string): boolean {
  return label.startsWith('customers safe');
}

function isNpm({ label }: ClockRow): boolean {
  return /^npm\b/.test(label);
}
