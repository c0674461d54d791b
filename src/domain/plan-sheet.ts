import type { Advice } from './gate.ts';
import type { Operation } from './operation.ts';
import type { PackageRow } from './package-change.ts';
import type { ListedCommit } from './release-contents.ts';
import type { Safety } from './safety.ts';

/** What cards and windows show of a plan besides what every plan has. Plain texts: the adapters format and escape. */
export interface PlanSheet {
  /**
   * For a kind that its requester confirms and that needs no approval: the words before their name, such as `Confirmed by`.
   * It then has no row about approvals.
   */
  confirmedAs?: string;
  /** Its pointer does not move, or another row says so. */
  hidesPointer?: true;
  /** The kind of change, such as `minor release`; by default the kind's name. */
  change?: string;
  /** What it moves before its pointer and its packages, one line each. */
  moves?: readonly string[];
  rows?: readonly FactRow[];
  /** What its steps do to each package; by default what the plan says of it. */
  packages?: readonly PackageRow[];
  /** What can be done about warnings, by the gate's name. */
  advice?: Readonly<Record<string, Advice | undefined>>;
  /** What its card shows before the decision, in place of its rows. */
  brief?: PlanBrief;
  /** Its packages go back to a version that was live before: what it deprecates for that. */
  restores?: { deprecates: readonly { name: string; version: string }[] };
  /** Why no step of it changes npm; by default there is nothing to restore. */
  npmStays?: string;
  /** By default with the kind's own icon and name. */
  news?: News;
  /** The heading over the lines that were shown beside the plan. */
  beside?: string;
  /** Below everything, in the details: one line each. */
  footnotes?: readonly FactLine[];
}

/** A plan at one glance: whom it reaches, what is in it, what moves. */
export interface PlanBrief {
  reaches: string;
  /** The commits that matter most. */
  matters: readonly ListedCommit[];
  /** All commits that are known, newest first. */
  commits: readonly ListedCommit[];
  /** How many there are in all; null when they could not be read. */
  inAll: number | null;
  /** The page that compares both versions; null for none. */
  compareUrl: string | null;
  /** What the steps move, each in a few words. */
  moves: readonly FactLine[];
}

/** How the end of an operation is announced. */
export interface News {
  icon: string;
  kind: string;
  /** The heading over what to install. */
  get: string;
  /** For a rollback, in place of release notes: the proof, if there is one, and the reason. Its line is locked then. */
  rolledBack?: { proof: Safety | undefined; reason: string | null };
}

/** A named fact, such as *Commit*. */
export interface FactRow {
  name: string;
  lines: readonly FactLine[];
  /** Also shown in the window of a decision. */
  identifies?: true;
  /** A plan's brief says it in other words. */
  isInBrief?: true;
}

export type FactLine = readonly FactPart[];

/**
 * Text, text to copy, a commit with its address, or a change of a value. A space goes between the parts of a line, but
 * not before punctuation.
 */
export type FactPart =
  | string
  | { code: string }
  | { commit: string; url: Operation['shown']['commitUrl'] }
  | { from: string | null; to: string };
