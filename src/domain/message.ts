import type { CheckRow } from './check.ts';
import type { CardButton } from './decision.ts';
import type { MonitorReport } from './monitor-report.ts';
import type { Operation, ShownState } from './operation.ts';
import type { Refusal } from './refusal.ts';
import type { StatusReport } from './status-report.ts';

/** A step's row on the card: what it expects, what it read back, and how long it took. Texts are plain and not yet escaped. */
export interface StepRow {
  id: string;
  title: string;
  state: 'waiting' | 'running' | 'waits-for-person' | 'unknown' | 'done' | 'held' | 'failed';
  detail: string;
  seconds: number | null;
  /** The page that shows it. */
  page?: { url: string; label: string };
  /** The shell command for the person who does this step by hand. */
  command?: string;
}

/** One phase of a rollback's clock; `seconds` since the confirmation, null while it is not reached. */
export interface ClockRow {
  /** Either what customers' pages load, or npm, which is reported separately. */
  leg: 'pages' | 'npm';
  label: string;
  seconds: number | null;
}

/** A line that a rollback has locked. `text` goes after the line's name, plain; `at` is ISO. */
export type CardLock =
  | {
      is: 'locked';
      line: string;
      text: string;
      /** The command that unlocks it, without Navi's own name. */
      command: string;
    }
  | { is: 'opened'; line: string; text: string; at: string; why: string };

/** What people do next, when Navi is done. */
export interface NextAction {
  title: string;
  text: string;
  /** The commands for it, without Navi's own name. */
  commands: readonly string[];
}

/** One operation's card, in words; always rendered as a whole. */
export interface Card {
  operation: Operation;
  /** Its state for people. */
  state: ShownState;
  headline: string;
  /** One full sentence for notifications and screen readers. */
  summary: string;
  steps: readonly StepRow[];
  buttons: readonly CardButton[];
  /** Slack ids of people who must act now, so that they are notified. */
  asks: readonly string[];
  outcome: string | null;
  /** The clock of a rollback; null for everything else. */
  clock: {
    rows: readonly ClockRow[];
    elapsedSeconds: number;
    budgetSeconds: number;
    lastBrowserCleanAt: string | null;
  } | null;
  /** Whether the line takes releases again after a rollback; null for everything else. */
  lock: CardLock | null;
  /** What comes next after a rollback; nothing for everything else. */
  next: readonly NextAction[];
}

/** What the window asks in which a person reports a break. Names are from outside. */
export interface BreakForm {
  customers: readonly { id: string; name: string }[];
  /** The newest live version's tag, which is filled in; null for none. */
  release: string | null;
}

/** What a rollback will do, for the person who confirms it. Plain texts. */
export interface RollbackForm {
  line: string;
  /** The target version and the current one. */
  target: string;
  from: string | null;
  /** What moves from where to where, one line each. */
  moves: readonly string[];
  /** What it supersedes, what cannot be undone, what does not change. */
  warnings: readonly string[];
  /** Why a reason is required, or null when it is optional. */
  needsReason: string | null;
  reason: string | null;
  cdnOnly: boolean;
}

/** The question and the words of a confirmation. Plain texts. */
export interface Confirmation {
  title: string;
  /** The result, in one sentence. */
  headline: string;
  says: readonly string[];
  /** Asked at a terminal, where `y` confirms. */
  question: string;
  /** The label of the confirm button. */
  button: string;
  /** The words that confirm, without Navi's own name, the reason and `--yes`. */
  words: readonly string[];
  /** The label where it is one of two choices. */
  label: string;
  needsReason: boolean;
  reason: string | null;
}

/** The running release has moved nothing: the choice is to stop it, or to stop it and roll back what is live. */
export interface RollbackChoice {
  line: string;
  /** The running release, and the version that customers keep when it is stopped. */
  version: string;
  keeps: string | null;
  stop: Confirmation;
  /** Null where there is nothing to roll back to. */
  rollBack: RollbackForm | null;
}

/** A terminal that wants to act as a person, for that person to confirm. Plain texts; times are ISO. */
export interface PairingForm {
  pairing: string;
  /** The address that asked. */
  peer: string;
  /** The machine's name, as it states it. */
  machine: string;
  askedAt: string;
  expiresAt: string;
}

/** One line of history. */
export interface HistoryRow {
  operation: string;
  kind: string;
  version: string;
  state: string;
  requester: string;
  approvers: readonly string[];
  requestedAt: string;
  finishedAt: string | null;
}

/** An alert that belongs to no operation; drawn whole each time. */
export interface AlertCard {
  id: string;
  revision: number;
  isOver: boolean;
  /** An alarm by default; a watch that calls for nothing yet. */
  tone?: 'alarm' | 'watch';
  headline: string;
  /** Plain texts. */
  lines: readonly string[];
  /** Slack ids of those who are called. */
  asks: readonly string[];
  buttons: readonly CardButton[];
}

export interface CommandHelp {
  name: string;
  summary: string;
  usage: string;
  examples: readonly string[];
  /** Explains each word and flag of it. */
  parts: readonly { name: string; about: string }[];
  allowed: boolean;
}

/** Every message of Navi, independent of where it is shown; Slack and the terminal each render it. */
export type Message =
  | { is: 'card'; card: Card }
  | { is: 'plan'; card: Card; dryRun: true }
  | { is: 'line'; text: string; level: 'info' | 'good' | 'warn' | 'bad' }
  /** A message without an operation; `asks` are Slack ids. */
  | { is: 'notice'; text: string; level: 'info' | 'good' | 'warn' | 'bad'; asks: readonly string[] }
  | { is: 'alert'; alert: AlertCard }
  | { is: 'announcement'; operation: Operation; notes: string; installs: readonly string[] }
  | { is: 'needs-attention'; operation: Operation; text: string; asks: readonly string[] }
  | { is: 'refusal'; refusal: Refusal; asked: string }
  | { is: 'rollback-form'; form: RollbackForm }
  | { is: 'rollback-choice'; choice: RollbackChoice }
  | { is: 'confirmation'; form: Confirmation }
  | { is: 'pairing-form'; form: PairingForm }
  | { is: 'accepted'; operation: string; version: string; text: string }
  | { is: 'status'; report: StatusReport }
  | { is: 'monitor'; report: MonitorReport }
  | { is: 'history'; rows: readonly HistoryRow[] }
  /** The failed first. */
  /** `at` (ISO) and `ageSeconds` are those of the oldest result: a check runs once a minute at most. */
  | { is: 'doctor'; rows: readonly CheckRow[]; at: string; ageSeconds: number }
  | { is: 'help'; commands: readonly CommandHelp[]; topic: string | null; stranger: string | null }
  | { is: 'fault'; reference: string; text: string };

/** A refusal's sentence and its next step, for one reader. */
export interface Explained {
  code: string;
  text: string;
  /** Who can clear it; null where that is the reader, or where it needs no person. */
  who: string | null;
  /** What to type or click next. */
  next: string;
}
