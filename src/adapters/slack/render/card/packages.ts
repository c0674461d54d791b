import type { SectionBlock } from '@slack/types';
import { packageChange } from '../../../../domain/package-change.ts';
import type { PackageMove, PlanContent } from '../../../../domain/plan.ts';
import {
  type RollbackContent,
  rollbackContent,
} from '../../../../features/rollback/plans/rollback-content.ts';
import { linesWithin, sections } from '../blocks.ts';
import { moves } from '../fact-row.ts';
import { code, outside } from '../text.ts';

const WHERE: Record<PackageMove['ships'], string> = { npm: 'npm', cdn: 'CDN', none: 'not published' };

/** Every package in release order: from which version to which, or that it stays. */
export function packages(content: PlanContent, budget = 2000): SectionBlock[] {
  if (content.packages.length === 0) return [];
  if (rollbackContent.is(content)) return restored(content, budget);
  const changing = content.packages.filter((one) => packageChange(one).is !== 'stays').length;
  const title = `*Packages* — ${changing} of ${content.packages.length} change`;
  return sections([title, ...linesWithin(content.packages.map(packageLine), budget)]);
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

/** A rollback restores `latest`, package by package, and deprecates what it rolled back. */
function restored({ packages: all, deprecates }: RollbackContent, budget: number): SectionBlock[] {
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
