import type { SectionBlock } from '@slack/types';
import type { PackageMove, PlanContent, RollbackContent } from '../../../domain/plan.ts';
import { linesWithin, sections } from '../blocks.ts';
import { code, outside } from '../text.ts';
import { moves } from './facts.ts';

const WHERE: Record<PackageMove['ships'], string> = { npm: 'npm', cdn: 'CDN', none: 'ships nowhere' };

/** Every package in release order: what it moves from and to, or that it stays. */
export function packages(content: PlanContent, budget = 2000): SectionBlock[] {
  if (content.packages.length === 0) return [];
  if (content.kind === 'rollback') return givenBack(content, budget);
  const changing = content.packages.filter((one) => one.changes).length;
  const title = `*Packages* — ${changing} of ${content.packages.length} change`;
  return sections([title, ...linesWithin(content.packages.map(packageLine), budget)]);
}

function packageLine(one: PackageMove): string {
  const name = code(one.name, 90);
  if (!one.changes)
    return `▫️ ${name} unchanged${one.ships === 'none' ? '' : ` at ${outside(one.after, 40)}`} · ${WHERE[one.ships]}`;
  return `🔹 ${name} ${moves(one.before, one.after)} · ${WHERE[one.ships]}`;
}

/** A rollback gives `latest` back, package by package, and deprecates what it took back. */
function givenBack({ packages: all, deprecates }: RollbackContent, budget: number): SectionBlock[] {
  const moving = all.filter((one) => one.movesLatest).length;
  const title = `*Packages* — \`latest\` of ${moving} of ${all.length} goes back`;
  const lines = all.map((one) =>
    one.movesLatest
      ? `🔹 ${code(one.name, 90)} ${moves(one.before, one.after)}`
      : `▫️ ${code(one.name, 90)} stays${one.before === null ? '' : ` at ${outside(one.before, 40)}`}`,
  );
  const taken = deprecates.map((one) => `⚠️ ${code(`${one.name}@${one.version}`, 140)} → *deprecated*`);
  return sections([title, ...linesWithin([...lines, ...taken], budget)]);
}
