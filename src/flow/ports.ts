import type { Settings } from '../domain/settings.ts';
import type { Cdn } from '../ports/cdn.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock, Ids } from '../ports/clock.ts';
import type { Edge } from '../ports/edge.ts';
import type { Objects } from '../ports/objects.ts';
import type { ChatDirectory } from '../ports/people.ts';
import type { Registry } from '../ports/registry.ts';
import type { Scm } from '../ports/scm.ts';
import type { Store } from '../ports/store.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { RecordReader } from './read-record.ts';

/** Every neighbour a step may look at or write to. */
export interface Neighbours {
  scm: Scm;
  registry: Registry;
  objects: Objects;
  cdn: Cdn;
  edge: Edge;
}

/** What the use cases stand on; `wire.ts` fills it. */
export interface Ground extends Neighbours {
  settings: Settings;
  /** Hash of the policies in force, part of every plan. */
  policy: string;
  /** Aborted when the process is to end: a step in hand is finished, no other is begun, the lease is handed over. */
  stopping: AbortSignal;
  /** This process's name as a lease holder. */
  holder: string;
  store: Store;
  /** What the journal says of the state. */
  record: RecordReader;
  chat: Chat;
  directory: ChatDirectory;
  clock: Clock;
  ids: Ids;
  telemetry: Telemetry;
}
