import type { SectionBlock } from '@slack/types';
import type { Operation } from '../../../../domain/operation.ts';
import { packageChange } from '../../../../domain/package-change.ts';
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
  const { restores } = OPERATIONS.sheetOf(operation);
  if (restores !== undefined) return restored(all, restores, budget);
  const changing = all.filter((one) => packageChange(one).is !== 'stays').length;
  const title = `*Packages* — ${changing} of ${all.length} change`;
  return sections([title, ...linesWithin(all.map(packageLine), budget)]);
}

function packageLine(one: PackageMove): string {
  const name = code(one.name, 90);
  const where = one.access === undefined ? WHERE[one.ships] : `${WHERE[one.ships]}, ${one.access}`;
  const change = packageChange(one);
  switch (change.is) {
    case 'stays':
      return `▫️ ${name} unchanged${one.ships === 'none' ? '' : ` at ${outside(change.at, 40)}`} · ${where}`;
    case 'goes-live':
      return `🔹 ${name} ${moves(change.from, change.to)} · ${where}${change.isPublished ? ' (already published)' : ''}`;
    case 'is-published':
      return `🔸 ${name} *${outside(change.version, 40)}* is published, \`latest\` stays ${stays(change.latest)} · ${where}`;
  }
}

function stays(latest: string | null): string {
  return latest === null ? 'unset' : `at ${outside(latest, 40)}`;
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
      : `▫️ ${code(one.name, 90)} stays${one.before === null ? '' : ` at ${outside(one.before, 40)}`}`,
  );
  const taken = deprecates.map((one) => `⚠️ ${code(`${one.name}@${one.version}`, 140)} → *deprecated*`);
  return sections([title, ...linesWithin([...lines, ...taken], budget)]);
}
