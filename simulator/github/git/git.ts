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

/** Runs git on one bare repository. Arguments are a list, so that no shell reads the data. */
export interface Git {
  /** The repository's folder, from which the runner clones. */
  readonly repository: string;
  /** The output of git as bytes. Throws {@link GitFailure}. */
  bytes(args: string[], input?: string | Buffer): Promise<Buffer>;
  /** The output of git as text, without the last line end. Throws {@link GitFailure}. */
  text(args: string[], input?: string | Buffer): Promise<string>;
  /** The same, or undefined where git failed. */
  maybe(args: string[]): Promise<string | undefined>;
}

const DEADLINE_MS = 30_000;
const OUTPUT_LIMIT = 50_000_000;

/** A cache of answers: starting git takes longer than the rest of a call. */
const REMEMBERED = 5_000;
const READS = new Set(['cat-file', 'ls-tree', 'rev-parse', 'merge-base', 'rev-list', 'diff', 'log']);
const OBJECT = /^[0-9a-f]{40}(?:[:^].*|\.{2,3}[0-9a-f]{40})?$/;

/** Whether the answer never changes: an object's id is the hash of its content and of its whole history. */
function namesOnlyObjects([command = '', ...args]: string[]): boolean {
  if (command === 'check-ref-format') return true;
  if (!READS.has(command)) return false;
  const paths = args.indexOf('--');
  const names = args.slice(0, paths === -1 ? undefined : paths).filter((arg) => !arg.startsWith('-'));
  const [kind = ''] = names;
  const objects = command === 'cat-file' && ['blob', 'tag'].includes(kind) ? names.slice(1) : names;
  return objects.length > 0 && objects.every((name) => OBJECT.test(name));
}

export function openGit(repository: string): Git {
  const known = new Map<string, Buffer>();
  const bytes = async (args: string[], input?: string | Buffer) => {
    const isFixed = input === undefined && namesOnlyObjects(args);
    const key = args.join('\0');
    const found = isFixed ? known.get(key) : undefined;
    if (found !== undefined) return found;
    const answer = await runGit({ args: ['--git-dir', repository, ...args], shown: args, input });
    if (isFixed && known.size < REMEMBERED) known.set(key, answer);
    return answer;
  };
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
    // git may end before it has read its input; its exit code says whether it failed.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
  });
}
