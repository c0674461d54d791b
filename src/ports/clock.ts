/** Time, as the rest of Navi may know it: every test controls it. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms` milliseconds of this clock, or at once when the signal aborts. Never rejects. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Names that are unique for ever. */
export interface Ids {
  /** Short enough to read aloud, sortable by time, such as `rel_01hx3k9q2v`. */
  operation(kind: string): string;
  uuid(): string;
  /** Random bytes that cannot be guessed. */
  random(bytes: number): Uint8Array;
}
