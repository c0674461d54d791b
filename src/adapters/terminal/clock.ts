import type { Card } from '../../domain/message.ts';
import { columns, type Drawing, flat, time } from './layout.ts';

/** A rollback's clock, phase by phase from its confirmation, and the share of its budget that it used. */
export function clockLines(clock: Card['clock'], drawing: Drawing): string[] {
  if (clock === null) return [];
  const { rows, elapsedSeconds, budgetSeconds, lastBrowserCleanAt: until } = clock;
  const over = elapsedSeconds > budgetSeconds ? ', over it' : '';
  const used = `T+${seconds(elapsedSeconds)} of the ${Math.round(budgetSeconds / 60)} min budget${over}`;
  const phases = rows.map((row) => [
    row.seconds === null ? 'T+…' : `T+${seconds(row.seconds)}`,
    row.leg === 'npm' ? `npm: ${flat(row.label)}` : flat(row.label),
  ]);
  return [
    drawing.paint(over === '' ? 'bold' : 'red', `Clock  ${used}`),
    ...columns([
      ...phases,
      ...(until === null ? [] : [['', `browser caches expire by ${time(until, drawing)}`]]),
    ]),
  ];
}

function seconds(value: number): string {
  return `${Math.round(value * 10) / 10} s`;
}
