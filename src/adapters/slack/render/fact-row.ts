import type { FactLine, FactPart, FactRow } from '../../../domain/plan-sheet.ts';
import { code, link, outside, shortSha } from './text.ts';

/** More lines do not fit into a field. */
const MOST_LINES = 10;

/** A row of a plan's sheet, as a field. */
export function factRow({ name, lines }: FactRow): readonly [string, string] {
  return [outside(name, 60), lines.slice(0, MOST_LINES).map(factLine).join('\n')];
}

export function factLine(parts: FactLine): string {
  return parts.map((of, at) => `${at === 0 || isPunctuation(of) ? '' : ' '}${part(of)}`).join('');
}

function isPunctuation(of: FactPart): boolean {
  return typeof of === 'string' && /^[;,.:]/.test(of);
}

function part(of: FactPart): string {
  if (typeof of === 'string') return outside(of, 500);
  if ('code' in of) return code(of.code, 200);
  if ('commit' in of) return link(of.url, outside(shortSha(of.commit), 20));
  return moves(of.from, of.to);
}

/** `1.1.0 → *1.2.0*`; says so when there is no earlier value. */
export function moves(from: string | null, to: string): string {
  return `${from === null ? 'nothing yet' : outside(from, 40)} → *${outside(to, 40)}*`;
}
