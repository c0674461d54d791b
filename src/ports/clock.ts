/** Time for all of Navi: every test controls it. */
export interface Clock {
  now(): Date;
  /** Milliseconds that have really passed since then (ISO), ignoring changes of the clock while this process ran. */
  since(at: string): number;
  /** The times at which this machine's clock was set while this process ran, oldest first. */
  jumps(): readonly ClockJump[];
  /** Resolves after `ms` milliseconds of this clock, or immediately when the signal aborts. Never rejects. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
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
