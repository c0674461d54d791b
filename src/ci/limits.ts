/** One call to a service. Milliseconds. */
export const CALL_DEADLINE_MS = 30_000;
/** How often something is repeated after an unknown result; the world is read in between. */
export const TRIES = 3;
/** Pause between two reads of something that may not be visible yet. Milliseconds. */
export const POLL_MS = 1_000;
/** The loader's budget is kilobytes; what is far above it is not ours. Bytes. */
export const LOADER_LIMIT = 5_000_000;
