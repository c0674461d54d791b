import type { Chart, Level, SectionId } from '../../../domain/monitor-report.ts';
import type { Context } from '../../../engine/context.ts';
import { type Days, daysUpTo } from '../measured.ts';

/** What a section has found. Texts are plain. */
export interface SectionContent {
  level: Level;
  /** One sentence. */
  finding: string;
  lines: readonly string[];
  /** The same where space is short; absent where it has no shorter form. */
  short?: readonly string[];
  chart: Chart | null;
  /** States that the next summary compares: a short one of each thing, by its name for people. */
  facts: Readonly<Record<string, string>>;
  /** It could not be gathered, and `finding` says why. */
  hasFailed?: true;
}

/** How far back it looks, and from when. */
export interface Asked {
  days: number;
  now: Date;
}

/** So many complete days, and today. */
export function windowOf({ days, now }: Asked, zone: string): Days {
  return daysUpTo(now, { days: days + 1, zone });
}

/** One part of a summary. It reads the store, and may throw. */
export interface Section {
  id: SectionId;
  title: string;
  gather(context: Context, asked: Asked): Promise<SectionContent>;
}

/** A section without lines, chart and facts. */
export function finding(level: Level, text: string): SectionContent {
  return { level, finding: text, lines: [], chart: null, facts: {} };
}
