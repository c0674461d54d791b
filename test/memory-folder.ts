import {
  accessSync,
  chmodSync,
  constants,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';

const IN_MEMORY = '/dev/shm';
const PREFIX = 'navi-test-';
const WANTED_BYTES = 2 * 2 ** 30;
const DAY_MS = 24 * 3_600_000;

/**
 * Has the tests keep their temporary files in memory where there is room. Navi's store waits for the disk at each commit,
 * which took most of the tests' time; a killed process loses nothing that it has written to either.
 */
export default function setup(): (() => void) | undefined {
  if (!hasRoom()) return undefined;
  removeOld();
  const folder = mkdtempSync(join(IN_MEMORY, PREFIX));
  // PostgreSQL does not run as root: its user has to pass.
  chmodSync(folder, 0o755);
  process.env['TMPDIR'] = folder;
  return () => remove(folder);
}

function hasRoom(): boolean {
  try {
    accessSync(IN_MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return bavail * bsize >= WANTED_BYTES;
  } catch {
    return false;
  }
}

/** A run that was killed leaves its folder. */
function removeOld(): void {
  for (const name of readdirSync(IN_MEMORY).filter((one) => one.startsWith(PREFIX))) {
    const folder = join(IN_MEMORY, name);
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > DAY_MS) remove(folder);
  }
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
