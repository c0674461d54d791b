import type { CardButtons } from '../domain/decision.ts';
import type { Instruments } from '../domain/instruments.ts';
import type { Operation } from '../domain/operation.ts';
import type { Rechecked } from '../domain/rechecked.ts';
import type { Settings } from '../domain/settings.ts';
import type { StepProblem } from '../domain/step.ts';
import type { WatchedSoak } from '../domain/watched-soak.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock, Ids } from '../ports/clock.ts';
import type { ChatDirectory } from '../ports/people.ts';
import type { Services } from '../ports/services.ts';
import type { Store, Tx } from '../ports/store.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { Cards } from './define-card.ts';
import type { Source } from './define-source.ts';
import type { Operations } from './operations.ts';
import type { RecordReader } from './read-record.ts';
import type { Steps } from './steps.ts';

/** Reads the facts of a plan again, before a decision and before the first write. */
export type Recheck = (context: Context, operation: Operation) => Promise<Rechecked>;

/** What an operation waits for before it may write. */
export interface Wait {
  /** For the card: "waiting for …". */
  expects: string;
  askAgainInMs: number;
  /** How long it may wait, in milliseconds; null for no limit. */
  limit: number | null;
}

/** Why an operation is paused before a write, and the job about it that is then due. */
export interface Block {
  is: 'block';
  problem: StepProblem;
  asks: string;
}

/** The plan needs approval again: why, and whose approvals still count. */
export interface Reopen {
  is: 'reopen';
  why: readonly string[];
  approvers: Operation['approvers'];
}

/** Whether an operation may write now; null where it may. What takes something back is never asked. */
type MayWrite = (context: Context, operation: Operation) => Promise<Wait | Block | Reopen | null>;

/** A condition of every write, asked at one or more of these times. */
export interface WriteCheck {
  /** Each time the operation goes on, before anything else. */
  beforeAdvance?: MayWrite;
  beforeFirstWrite?: MayWrite;
  /** Just before a step writes. */
  beforeWrite?: MayWrite;
}

/** What would watch a release, as the feature that measures knows it; `path` is the pointer's. */
export type ReadInstruments = (
  tx: Tx,
  asked: { live: string | null; path: string; now: Date },
) => Promise<Instruments>;

/** What the journal says of the watch of a released version, as the feature that watches knows it. */
type ReadSoak = (tx: Tx, version: string) => Promise<WatchedSoak>;

/** The dependencies of the use cases; `app.ts` creates it. */
export interface Context extends Services {
  settings: Settings;
  /** Hash of the policies in force, part of every plan. */
  policy: string;
  /** Aborted when the process is to end: running steps finish, no other step starts, the lease is released. */
  stopping: AbortSignal;
  /** This process's name as a lease holder. */
  holder: string;
  /** The kinds of steps that this version knows. */
  steps: Steps;
  /** The kinds of operations that this version knows. */
  operations: Operations;
  /** How the plan of a kind of operation is checked again; a kind without one is not. */
  rechecks: Readonly<Record<string, Recheck>>;
  writeChecks: readonly WriteCheck[];
  /** The sources of what is measured. */
  sources: readonly Source[];
  readInstruments: ReadInstruments;
  readSoak: ReadSoak;
  /** The cards of other subjects than operations. */
  cards: Cards;
  /** What cards offer. */
  decisions: CardButtons;
  store: Store;
  /** What the journal says of the state. */
  record: RecordReader;
  chat: Chat;
  directory: ChatDirectory;
  clock: Clock;
  ids: Ids;
  telemetry: Telemetry;
}
