/** One call to a service. Milliseconds. */
export const CALL_DEADLINE_MS = 30_000;
/** How often a call is repeated after an unknown result; a read comes in between. */
export const TRIES = 3;
/** Pause between two reads while a write may not be visible yet. Milliseconds. */
export const POLL_MS = 1_000;
/** The loader's budget is kilobytes; a much larger file is not ours. Bytes. */
export const LOADER_LIMIT = 5_000_000;
