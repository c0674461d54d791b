import { spawn } from 'node:child_process';
import { homedir, tmpdir } from 'node:os';

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  input?: Buffer;
}

const DEADLINE_MS = 60_000;
const SHOWN = 2_000;

/** Runs a program to its end and returns its output; rejects with its last lines when it fails. No shell. */
export function run(program: string, args: string[], options: RunOptions = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? cleanEnvironment(process.env['PATH'] ?? ''),
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: DEADLINE_MS,
      killSignal: 'SIGKILL',
    });
    const out: Buffer[] = [];
    let problem = '';
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      problem = (problem + chunk.toString('utf8')).slice(-SHOWN);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) return resolve(Buffer.concat(out));
      const words = problem || Buffer.concat(out).toString('utf8').slice(-SHOWN);
      reject(new Error(`${program} ${args[0] ?? ''} ended with ${code ?? 'a signal'}: ${words}`));
    });
    // A program that ends before it has read its input says so with its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input);
  });
}

/**
 * The environment of a fresh login: npm passes its own settings on to its children (`npm_config_…`), and git its own
 * place (`GIT_DIR`), which would change the example.
 */
export function cleanEnvironment(path: string): Record<string, string> {
  return {
    PATH: path,
    HOME: homedir(),
    TMPDIR: tmpdir(),
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    npm_config_update_notifier: 'false',
  };
}
