/**
 * Time for all of Navi: every test controls it. The simulated world's clock can be moved (docs/architecture.md, *Time*),
 * so there are two times; outside of it they are the same.
 */
export interface Clock {
  /** The world's time: what is due, how old something is, when it expires, every timestamp. */
  now(): Date;
  /** This machine's time, for leases and claims: it does not follow a moved world. */
  machine(): Date;
  /** Milliseconds that have really passed since this time of the world (ISO), ignoring that a clock was set or moved. */
  since(at: string): number;
  /** The times at which this machine's clock was set while this process ran, oldest first. */
  jumps(): readonly ClockJump[];
  /** Resolves after `ms` real milliseconds, or immediately when the signal aborts. Never rejects. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** Resolves when the world's time has reached `at`, or immediately when the signal aborts. Never rejects. */
  until(at: Date, signal?: AbortSignal): Promise<void>;
  /** Calls `listener` after each move of the world's time. Returns what ends that. */
  onMove(listener: () => void): () => void;
}

/** The clock was set, from one time to another. */
export interface ClockJump {
  from: Date;
  to: Date;
}

/** Unique names. */
export interface Ids {
  /** Short enough to read aloud, sortable by time, such as `rel_01hx3k9q2v`. */
  operation(kind: string): string;
  uuid(): string;
  /** Random bytes that cannot be guessed. */
  random(bytes: number): Uint8Array;
}
