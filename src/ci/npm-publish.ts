import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withoutCredentials } from '../ports/service-text.ts';
import { RELEASE_DIR } from './build-report.ts';
import { capture, runProgram } from './program.ts';
import type { Task } from './task.ts';

/** The result of an `npm publish`. `problem` is npm's own words, without the token. */
export interface PublishEnd {
  code: number | null;
  /** Whether npm accepted the job as the package's trusted publisher; undefined when it was not asked to. */
  trust: { is: 'taken' } | { is: 'refused'; why: string } | undefined;
  /** Of a failure: `denied` this publisher may not, `conflict` this version may not, `open` the result is unknown. */
  verdict: 'denied' | 'conflict' | 'open';
  problem: string;
}

/** Publishes one tarball of the artifact, once. Without `access` npm follows package.json and the registry. */
export type Publish = (file: string, access: 'public' | 'restricted' | undefined) => Promise<PublishEnd>;

interface Publisher extends Task {
  registryUrl: string | undefined;
  token: string | undefined;
}

/**
 * npm would repeat a publish by itself after ten seconds; we repeat only after a read. The reason why the registry
 * does not trust a publisher is in npm's verbose log only (npm/cli `lib/utils/oidc.js`).
 */
const ONCE = ['--ignore-scripts', '--loglevel', 'verbose', '--fetch-retries', '0'];

/** The file contains the token's variable, not the token: npm fills it in from its environment. */
const TOKEN_VARIABLE = 'NAVI_PUBLISH_TOKEN';

/**
 * Runs the work with an `npm publish` whose registry and token are in a temporary configuration file. npm itself
 * publishes, so that the registry's requirements are npm's responsibility.
 */
export async function withNpmPublish<T>(
  { env, cwd, registryUrl, token }: Publisher,
  work: (publish: Publish) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(env['RUNNER_TEMP'] || tmpdir(), 'navi-npm-'));
  try {
    const registry = registryUrl ?? (await defaultRegistry(cwd, env));
    const config = join(folder, 'npmrc');
    const { host, pathname } = new URL(registry);
    const place = `//${host}${pathname.replace(/\/?$/, '/')}`;
    const credentials = token === undefined ? '' : `${place}:_authToken=\${${TOKEN_VARIABLE}}\n`;
    await writeFile(config, `registry=${registry}\n${credentials}`, { mode: 0o600 });
    return await work(async (file, access) => {
      const wanted = access === undefined ? [] : ['--access', access];
      const args = ['publish', join(cwd, RELEASE_DIR, file), '--tag', 'next', ...wanted];
      const ended = await runProgram({
        program: 'npm',
        args: [...args, ...ONCE, '--userconfig', config],
        cwd: folder,
        env: { ...env, ...(token === undefined ? {} : { [TOKEN_VARIABLE]: token }) },
      });
      const output = withoutCredentials(
        token === undefined ? ended.stderr : ended.stderr.replaceAll(token, '***'),
      );
      const problem = brief(output);
      return { code: ended.code, trust: trustOf(output), verdict: verdictOf(problem), problem };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function defaultRegistry(cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  return (await capture({ program: 'npm', args: ['config', 'get', 'registry'], cwd, env })).trim();
}

/** npm's message about its exchange of the job's identity token, in versions that have it (11.5.1 and later). */
function trustOf(output: string): PublishEnd['trust'] {
  const message = /^npm verbose oidc (?<said>.+)$/m.exec(output)?.groups?.['said'];
  if (message === undefined) return undefined;
  if (/^Successfully retrieved/.test(message)) return { is: 'taken' };
  return {
    is: 'refused',
    why: message.replace(/^Failed token exchange request with body message: /, '').slice(0, 200),
  };
}

/** npm's errors, without the rest of its verbose log. */
function brief(output: string): string {
  const lines = output.split('\n').filter((line) => !/^npm (verbose|http|info|notice|warn)\b/.test(line));
  const message = lines.join(' ').replace(/\s+/g, ' ').trim();
  return message === '' ? 'it said nothing' : message.slice(0, 500);
}

/**
 * By npm's error code (docs/services.md, npm). Publishing an existing version is a 403 at npmjs, distinguished from
 * other 403s by its text, and a 409 elsewhere.
 */
function verdictOf(problem: string): PublishEnd['verdict'] {
  const code = /\bcode (?<code>E\w+)/.exec(problem)?.groups?.['code'] ?? '';
  if (['E409', 'EPUBLISHCONFLICT'].includes(code)) return 'conflict';
  if (code === 'E403' && /publish over|previously published/i.test(problem)) return 'conflict';
  return /^(E40[0-7]|E422|EOTP|ENEEDAUTH|EUSAGE|E_STAGE_REQUIRED)$/.test(code) ? 'denied' : 'open';
}
