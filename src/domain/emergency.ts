/** What an emergency is about. Each has its time (the release process, *Emergency releases*). */
export const EMERGENCY_KINDS = ['security', 'critical', 'blocking'] as const;
export type EmergencyKind = (typeof EMERGENCY_KINDS)[number];

/** How long each kind may take, for people. */
export const LENGTHS: Readonly<Record<EmergencyKind, string>> = {
  security: '24 h',
  critical: '48 h',
  blocking: '1 week',
};

/** The stages of the emergency procedure, in order. */
export const STAGES = ['immediate', 'short-term', 'medium-term', 'long-term'] as const;
export type StageId = (typeof STAGES)[number];

/** What customers need until they are safe, in order. */
export const BARS = ['pointer', 'probes', 'browsers', 'npm', 'customers'] as const;
export type BarId = (typeof BARS)[number];

/** How far one of them is. `at` is ISO; `text` says what was read, or what is missing. */
export type Bar = { id: BarId; text: string } & ({ is: 'met'; at: string } | { is: 'open' | 'unknown' });

/** A call of people: at half of the time, at nine tenths, at its end, or when a waiver has ended. */
export type CallPoint = 'half' | 'most' | 'breach' | `waiver:${string}`;

/** An emergency, as the authentic rows of the journal say it. Times are ISO; people are ids of the configuration. */
export interface Emergency {
  id: string;
  kind: EmergencyKind;
  /** From outside: escape it. */
  title: string;
  issue: number | null;
  /** Which report it came from, such as `label:12`; null for a person's words. */
  source: string | null;
  /** Who declared it, or what reported it, for people. */
  by: string;
  /** When its clock began, and by when customers have to be safe; in `zone`, for people. */
  since: string;
  due: string;
  zone: string;
  /** Versions that must not be what customers load. */
  bad: readonly string[];
  assignee: string | null;
  stages: Readonly<Partial<Record<StageId, { at: string; by: string; text: string }>>>;
  /** As last read. */
  bars: readonly Bar[];
  /** How far the bad versions are still spread, as last read, in lines; no clock waits for it. */
  spread: readonly string[];
  called: readonly CallPoint[];
  /** No calls until then. */
  waiver: { until: string; by: string; why: string } | null;
  /** `safe`: its clock stopped because customers are safe. `closed`: a person says that it is none. */
  over: { at: string; how: 'safe' | 'closed'; by: string | null; why: string } | null;
}
