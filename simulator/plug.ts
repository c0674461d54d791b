import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Starts one program as a process of its own, stops it, or kills it. */
export interface Plug {
  do(action: 'kill' | 'start' | 'stop'): Promise<void>;
  state(): { state: 'running' | 'stopped'; pid?: number };
  /** Stops for good: a later start does nothing. */
  close(): Promise<void>;
}

export interface PlugOptions {
  /** Node's arguments: the program's file and the program's arguments. */
  argv: readonly string[];
  cwd: string;
  /** The whole environment of the program; nothing of ours is added. */
  env: Readonly<Record<string, string>>;
  /** The program's limit on open files; the system's own limit when absent. */
  openFiles?: number;
  /** Each line that the program writes, to either stream. */
  onLine: (line: string) => void;
  /** The program ended by itself. */
  onEnd: (how: string) => void;
}

/** How long a program may take to stop. */
const STOP_DEADLINE_MS = 20_000;
const DIE_WITH_PARENT = fileURLToPath(new URL('./die-with-parent.js', import.meta.url));

/** The program ends with the launcher, for any reason, and does not get the terminal's Ctrl-C. */
export function createPlug(options: PlugOptions): Plug {
  let child: ChildProcess | undefined;
  let isClosed = false;

  function start(): void {
    if (child !== undefined || isClosed) return;
    const [program, ...argv] = commandOf(options);
    const started = spawn(program, argv, {
      cwd: options.cwd,
      env: { ...options.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    child = started;
    for (const stream of [started.stdout, started.stderr]) onLines(stream, options.onLine);
    const forget = (how: string) => {
      if (child !== started) return;
      child = undefined;
      options.onEnd(how);
    };
    started.once('error', (error) => forget(error.message));
    started.once('exit', (code, signal) => forget(signal ?? `exit code ${code}`));
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const ending = child;
    if (ending === undefined) return;
    child = undefined;
    // Wait for the streams too: the last lines come after the exit.
    const ended = once(ending, 'close');
    ending.kill(signal);
    const patience = setTimeout(() => ending.kill('SIGKILL'), STOP_DEADLINE_MS);
    await ended;
    clearTimeout(patience);
  }

  return {
    do: async (action) => {
      if (action === 'start') start();
      else await end(action === 'kill' ? 'SIGKILL' : 'SIGTERM');
    },
    state: () => ({
      state: child === undefined ? 'stopped' : 'running',
      ...(child?.pid === undefined ? {} : { pid: child.pid }),
    }),
    close: () => {
      isClosed = true;
      return end('SIGTERM');
    },
  };
}

function onLines(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
  let rest = '';
  stream?.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
}

/** Only a shell can lower the limit on open files of the program that replaces it. */
function commandOf({ argv, openFiles }: PlugOptions): [program: string, ...argv: string[]] {
  const node = ['--import', DIE_WITH_PARENT, ...argv];
  if (openFiles === undefined) return [process.execPath, ...node];
  return ['/bin/sh', '-c', `ulimit -n ${openFiles}; exec "$@"`, 'sh', process.execPath, ...node];
}
