import type { CardButtons } from '../domain/decision.ts';
import type { Operation } from '../domain/operation.ts';
import type { Rechecked } from '../domain/rechecked.ts';
import type { Settings } from '../domain/settings.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock, Ids } from '../ports/clock.ts';
import type { ChatDirectory } from '../ports/people.ts';
import type { Services } from '../ports/services.ts';
import type { Store } from '../ports/store.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { Operations } from './define-operation.ts';
import type { RecordReader } from './read-record.ts';
import type { Steps } from './steps.ts';

/** Before a decision and before the first write. */
type Recheck = (context: Context, operation: Operation) => Promise<Rechecked>;

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
