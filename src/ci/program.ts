import { spawn } from 'node:child_process';

/** A program with its arguments as a list, so that no shell reads the data. */
export interface Program {
  program: string;
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** Milliseconds. Publishing a few kilobytes takes one second; a registry under load takes many. */
const DEADLINE_MS = 120_000;
const OUTPUT_LIMIT = 10_000_000;

export interface Ended {
  /** Null when a signal ended it, as our deadline does. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs it to its end, at most two minutes. Rejects only when it cannot be started. */
export function runProgram({ program, args, cwd, env }: Program): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: DEADLINE_MS,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.length > OUTPUT_LIMIT) child.kill('SIGKILL');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-10_000);
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Its output. Throws with its last lines when it fails. */
export async function capture(program: Program): Promise<string> {
  const { code, stdout, stderr } = await runProgram(program);
  if (code === 0) return stdout;
  const command = [program.program, ...program.args].join(' ');
  throw new Error(`${command} ended with ${code ?? 'a signal'}: ${stderr.trim()}`);
}
