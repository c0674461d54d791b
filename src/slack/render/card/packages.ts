import type { SectionBlock } from '@slack/types';
import type { PackageMove } from '../../../domain/plan.ts';
import { linesWithin, sections } from '../blocks.ts';
import { code, outside } from '../text.ts';
import { moves } from './facts.ts';

const WHERE: Record<PackageMove['ships'], string> = { npm: 'npm', cdn: 'CDN', none: 'ships nowhere' };

/** Every package in release order: what it moves from and to, or that it stays. */
export function packages(content: { packages: readonly PackageMove[] }, budget = 2000): SectionBlock[] {
  if (content.packages.length === 0) return [];
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
