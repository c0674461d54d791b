import { spawn } from 'node:child_process';

/** git ended with an error; `stderr` is what it said. */
export class GitFailure extends Error {
  readonly exitCode: number | null;
  readonly stderr: string;

  constructor(args: string[], exitCode: number | null, stderr: string) {
    super(`git ${args[0] ?? ''} ended with ${exitCode ?? 'a signal'}: ${stderr.trim().slice(0, 500)}`);
    this.name = 'GitFailure';
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

/** Runs git on one bare repository. Arguments go as a list, so that no data ever meets a shell. */
export interface Git {
  /** The repository's folder, from which the runner clones. */
  readonly repository: string;
  /** The bytes that git wrote. Throws {@link GitFailure}. */
  bytes(args: string[], input?: string | Buffer): Promise<Buffer>;
  /** The text that git wrote, without the last line end. Throws {@link GitFailure}. */
  text(args: string[], input?: string | Buffer): Promise<string>;
  /** The same, or undefined where git said no. */
  maybe(args: string[]): Promise<string | undefined>;
}

const DEADLINE_MS = 30_000;
const OUTPUT_LIMIT = 50_000_000;

export function openGit(repository: string): Git {
  const bytes = (args: string[], input?: string | Buffer) =>
    runGit({ args: ['--git-dir', repository, ...args], shown: args, input });
  const text = async (args: string[], input?: string | Buffer) =>
    (await bytes(args, input)).toString('utf8').replace(/\n$/, '');
  return {
    repository,
    bytes,
    text,
    maybe: async (args) => {
      try {
        return await text(args);
      } catch (error) {
        if (error instanceof GitFailure) return undefined;
        throw error;
      }
    },
  };
}

interface Invocation {
  args: string[];
  shown: string[];
  input: string | Buffer | undefined;
}

function runGit({ args, shown, input }: Invocation): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, {
      env: { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1' },
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: DEADLINE_MS,
      killSignal: 'SIGKILL',
    });
    const chunks: Buffer[] = [];
    let size = 0;
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > OUTPUT_LIMIT) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString('utf8')).slice(0, 10_000);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(chunks));
      else reject(new GitFailure(shown, code, stderr));
    });
    // git may end before it has read its input; its exit code tells the story.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
  });
}
