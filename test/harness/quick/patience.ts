/**
 * The deadline of one call, in milliseconds of the services: long enough for a machine that is busy, and in Navi's time
 * (`createQuickClock`) shorter than its lease.
 */
export const CALL_MS = 3_200;

/** What takes effect so late takes effect when Navi has given it up, in seconds of the services. */
export const LATE_SECONDS = CALL_MS / 1000 + 0.6;
