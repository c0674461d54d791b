import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export type Ended = { how: 'exit'; code: number } | { how: 'cancelled' } | { how: 'timed-out' };

export interface Command {
  argv: [string, ...string[]];
  cwd: string;
  env: Record<string, string>;
  onLine: (line: string) => void;
  /** Asks the process to end: SIGINT, and SIGKILL to its whole group after the grace. */
  cancel: AbortSignal;
  /** Ends the whole group at once, for the end of this process. */
  kill: AbortSignal;
  graceMs: number;
  timeoutMs: number;
}

const LINE_LIMIT = 65_536;

/**
 * Runs a command in a process group of its own and waits until the whole group has ended: background processes that a
 * step leaves behind are killed, as the runner does.
 */
export function runCommand({
  argv,
  cwd,
  env,
  onLine,
  cancel,
  kill,
  graceMs,
  timeoutMs,
}: Command): Promise<Ended> {
  return new Promise((resolve) => {
    const [program, ...args] = argv;
    const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let why: Ended | undefined;
    let grace: NodeJS.Timeout | undefined;
    const stop = (reason: Ended) => {
      if (why !== undefined) return;
      why = reason;
      signalGroup(child, 'SIGINT');
      grace = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
    };
    const onCancel = () => stop({ how: 'cancelled' });
    const onKill = () => {
      why ??= { how: 'cancelled' };
      signalGroup(child, 'SIGKILL');
    };
    const timer = setTimeout(() => stop({ how: 'timed-out' }), timeoutMs);
    cancel.addEventListener('abort', onCancel, { once: true });
    if (cancel.aborted) onCancel();
    kill.addEventListener('abort', onKill, { once: true });
    process.once('exit', onKill);
    if (kill.aborted) onKill();
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => onLine(line.slice(0, LINE_LIMIT)));
    child.once('error', (error) => {
      onLine(error.message);
      finish({ how: 'exit', code: 127 });
    });
    child.once('exit', () => signalGroup(child, 'SIGKILL'));
    child.once('close', (code) => finish({ how: 'exit', code: code ?? 137 }));

    function finish(ended: Ended): void {
      clearTimeout(timer);
      clearTimeout(grace);
      kill.removeEventListener('abort', onKill);
      process.off('exit', onKill);
      cancel.removeEventListener('abort', onCancel);
      resolve(why ?? ended);
    }
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}
