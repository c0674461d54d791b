import { Worker } from 'node:worker_threads';

/**
 * The time limit of an orderly stop; the process then ends at once. Docker (compose.yaml) and Kubernetes kill after
 * 30 s.
 */
const LONGEST_STOP_MS = 15_000;
/** After this even a process with a blocked event loop is ended. */
const LONGEST_LIFE_MS = 20_000;

/** Runs in its own thread, so that a busy main thread cannot block it. */
const KILL = `setTimeout(() => process.kill(process.pid, 'SIGKILL'), require('node:worker_threads').workerData)`;

/** Ends this process, with `code`, if an orderly stop takes too long. */
export function endWithoutFail(
  code: number,
  { stopMs = LONGEST_STOP_MS, lifeMs = LONGEST_LIFE_MS }: { stopMs?: number; lifeMs?: number } = {},
): void {
  setTimeout(() => process.exit(code), stopMs).unref();
  // Without this program's own flags: the thread would execute them too.
  const bare = { eval: true, execArgv: [], env: {} };
  new Worker(KILL, { ...bare, workerData: lifeMs }).on('error', () => undefined).unref();
}
