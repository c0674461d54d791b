/** The parts of a summary, in order. The configuration names them, so each must keep its meaning. */
export const SECTIONS = [
  'needs-you',
  'changes',
  'criteria',
  'adoption',
  'edge',
  'errors',
  'feedback',
  'vulnerabilities',
  'emergencies',
] as const;
export type SectionId = (typeof SECTIONS)[number];

export type Level = 'info' | 'good' | 'warn' | 'bad';

/** One value for each category; null where nothing was measured. */
export interface ChartSeries {
  name: string;
  values: readonly (number | null)[];
}

/** Figures by day. Texts are plain. */
export interface Chart {
  title: string;
  unit: string;
  /** Days, such as `27 Nov`, the oldest first. */
  categories: readonly string[];
  series: readonly ChartSeries[];
}

/** One part of a summary. Texts are plain and not yet escaped. */
export interface MonitorSection {
  id: SectionId;
  title: string;
  level: Level;
  /** What was found, in one sentence. */
  finding: string;
  lines: readonly string[];
  chart: Chart | null;
}

/** What is live, measured: a summary, or an answer to `/navi monitor`. Times are ISO. */
export interface MonitorReport {
  /** The schedule's name; null where a person asked. */
  name: string | null;
  /** In place of its name and its days, where it is about one thing. */
  title?: string;
  at: string;
  days: number;
  /** It comes late: when it was due. */
  lateSince: string | null;
  /** How many summaries before it were skipped. */
  skipped: number;
  sections: readonly MonitorSection[];
  /** What the next summary is compared with: a short state of each thing, by its name for people. */
  facts: Readonly<Record<string, string>>;
}
