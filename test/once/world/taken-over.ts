/**
 * By when another process has gone on where one was killed or stopped, in milliseconds. A lease (20 s) and the claim of
 * its duty are 30 s; as much again is for a machine that is busy with the tests beside this one.
 */
export const TAKEN_OVER_MS = 60_000;
