import type { SectionBlock } from '@slack/types';
import type { Operation } from '../../../../domain/operation.ts';
import { type PackageRow, packageRows } from '../../../../domain/package-change.ts';
import type { PackageMove } from '../../../../domain/plan.ts';
import type { PlanSheet } from '../../../../domain/plan-sheet.ts';
import { OPERATIONS } from '../../../../features/operations.ts';
import { linesWithin, sections } from '../blocks.ts';
import { moves } from '../fact-row.ts';
import { code, outside } from '../text.ts';

const WHERE: Record<PackageMove['ships'], string> = { npm: 'npm', cdn: 'CDN', none: 'not published' };

/** Every package in release order: from which version to which, or that it stays. */
export function packages(operation: Operation, budget = 2000): SectionBlock[] {
  const all = operation.plan.content.packages;
  if (all.length === 0) return [];
  const sheet = OPERATIONS.sheetOf(operation);
  if (sheet.restores !== undefined) return restored(all, sheet.restores, budget);
  const rows = packageRows(operation, sheet);
  const changing = rows.filter(({ change }) => change.is !== 'stays').length;
  const title = `*Packages* — ${changing} of ${all.length} change`;
  return sections([title, ...linesWithin(rows.map(packageLine), budget)]);
}

/** How many changing packages a card names before it points to *Details*. */
const MOST_LINES = 8;
/** How many unchanged packages it names. */
const MOST_UNCHANGED = 4;

/** The packages that change, one line each, and the others together in one. */
export function packagesInShort(operation: Operation): SectionBlock[] {
  const rows = packageRows(operation, OPERATIONS.sheetOf(operation));
  if (rows.length === 0) return [];
  const changing = rows.filter(({ change }) => change.is !== 'stays');
  const shown = changing.slice(0, changing.length > MOST_LINES ? MOST_LINES - 1 : MOST_LINES);
  const left = changing.length - shown.length;
  return sections([
    `*Packages* — ${changing.length} of ${rows.length} change`,
    ...shown.map(packageLine),
    ...(left === 0 ? [] : [`_… and ${left} more in Details_`]),
    ...unchanged(rows.filter(({ change }) => change.is === 'stays')),
  ]);
}

function unchanged(rows: readonly PackageRow[]): string[] {
  if (rows.length === 0) return [];
  const names = rows.slice(0, MOST_UNCHANGED).map(({ move }) => code(move.name, 90));
  const more = rows.length - names.length;
  return [`▫️ unchanged: ${names.join(', ')}${more === 0 ? '' : ` and ${more} more`}`];
}

function packageLine({ move: one, change }: PackageRow): string {
  const name = code(one.name, 90);
  const where = one.access === undefined ? WHERE[one.ships] : `${WHERE[one.ships]}, ${one.access}`;
  switch (change.is) {
    case 'stays':
      return `▫️ ${name} unchanged${one.ships === 'none' ? '' : ` at ${outside(change.at, 40)}`} · ${where}`;
    case 'not-published':
      return `🔹 ${name} ${moves(change.from, change.to)} · ${where}`;
    case 'goes-live':
      return `🔹 ${name} ${moves(change.from, change.to)} · ${where}${change.isPublished ? ' (already published)' : ''}`;
    case 'is-published':
      return `🔸 ${name} *${outside(change.version, 40)}* is published, ${one.ships === 'cdn' ? 'the pointer' : '`latest`'} stays ${stays(change.latest)} · ${where}`;
  }
}

function stays(latest: string | null): string {
  return latest === null ? 'unset' : `at ${outside(latest, 40)}`;
}

function whyOf({ stays: why }: PackageMove): string {
  return why === undefined ? '' : `: ${outside(why, 200)}`;
}

/** `latest` is restored, package by package, and what was rolled back is deprecated. */
function restored(
  all: readonly PackageMove[],
  { deprecates }: NonNullable<PlanSheet['restores']>,
  budget: number,
): SectionBlock[] {
  const moving = all.filter((one) => one.movesLatest).length;
  const title = `*Packages* — \`latest\` of ${moving} of ${all.length} is restored`;
  const lines = all.map((one) =>
    one.movesLatest
      ? `🔹 ${code(one.name, 90)} ${moves(one.before, one.after)}`
      : `▫️ ${code(one.name, 90)} stays${one.before === null ? '' : ` at ${outside(one.before, 40)}`}${whyOf(one)}`,
  );
  const taken = deprecates.map((one) => `⚠️ ${code(`${one.name}@${one.version}`, 140)} → *deprecated*`);
  return sections([title, ...linesWithin([...lines, ...taken], budget)]);
}
