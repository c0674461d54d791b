import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Octokit } from '@octokit/rest';
import { type GithubOptions, type RunningGithub, startGithub } from '../../../simulator/github/index.ts';

export const WORKFLOW = '.github/workflows/release.yml';

/** A small repository with a simulated GitHub over it. */
export interface World {
  url: string;
  repository: string;
  octokit: Octokit;
  /** Commits these files on a branch, pushes, and gives the commit's name. */
  commit(
    files: Record<string, string>,
    options?: { branch?: string; message?: string; author?: string },
  ): string;
  git(...args: string[]): string;
  as(token: string | undefined): Octokit;
  control(path: string, body: unknown): Promise<Response>;
  close(): Promise<void>;
}

/** What every call of the API names. */
export const REPO = { owner: 'awell-health', repo: 'navi' };

/** Starts a world whose main branch has these files. */
export async function startWorld(
  files: Record<string, string>,
  options: Partial<GithubOptions> = {},
): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'navi-github-test-'));
  const { repository, commit } = makeRepository(folder);
  commit(files, { message: 'Begin' });
  const github: RunningGithub = await startGithub({ repository, ...options });
  const as = (token: string | undefined) =>
    new Octokit({ baseUrl: github.url, ...(token === undefined ? {} : { auth: token }), log: SILENT });
  return {
    url: github.url,
    repository,
    octokit: as('ghs_simulated_navi'),
    commit,
    git: (...args) => git(repository, args),
    as,
    control: (path, body) =>
      fetch(`${github.url}/_control/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    close: async () => {
      await github.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** An empty bare repository, and a clone from which commits are pushed to it. */
function makeRepository(folder: string): Pick<World, 'repository' | 'commit'> {
  const repository = join(folder, 'navi.git');
  const clone = join(folder, 'clone');
  git(folder, ['init', '--quiet', '--bare', '--initial-branch=main', repository]);
  git(folder, ['clone', '--quiet', repository, clone]);
  git(clone, ['checkout', '--quiet', '-b', 'main']);
  return {
    repository,
    commit: (changes, { branch = 'main', message = 'Change', author = 'ada-okafor' } = {}) => {
      git(clone, ['checkout', '--quiet', '-B', branch]);
      for (const [path, text] of Object.entries(changes)) {
        mkdirSync(dirname(join(clone, path)), { recursive: true });
        writeFileSync(join(clone, path), text);
      }
      const as = ['-c', `user.name=${author}`, '-c', `user.email=${author}@users.noreply.github.com`];
      git(clone, ['add', '--all']);
      git(clone, [...as, 'commit', '--quiet', '--allow-empty', '-m', message]);
      git(clone, ['push', '--quiet', '--force', 'origin', branch]);
      return git(clone, ['rev-parse', 'HEAD']);
    },
  };
}

const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

function git(cwd: string, args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** Commits this release workflow on main, dispatches it, and gives the run's number. */
export function runWith(
  world: World,
  workflow: string,
  inputs: Record<string, string> = {},
): Promise<number> {
  world.commit({ [WORKFLOW]: workflow });
  return dispatch(world, inputs);
}

/** Asks again until the answer is what the caller waits for. */
export async function until<T>(
  ask: () => Promise<T>,
  isDone: (answer: T) => boolean,
  withinMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (isDone(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`not before the deadline; last was ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Dispatches the workflow on main and gives the run's number. */
export async function dispatch(
  world: World,
  inputs: Record<string, string> = {},
  ref = 'main',
): Promise<number> {
  const { data } = await world.octokit.request(
    'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
    { ...REPO, workflow_id: 'release.yml', ref, inputs, return_run_details: true },
  );
  return Number(new Map(Object.entries(data ?? {})).get('workflow_run_id'));
}

export async function runOf(world: World, run_id: number) {
  return (await world.octokit.rest.actions.getWorkflowRun({ ...REPO, run_id })).data;
}

export async function completed(world: World, run_id: number, withinMs?: number) {
  return until(
    () => runOf(world, run_id),
    (run) => run.status === 'completed',
    withinMs,
  );
}

/** The newest attempt's jobs: conclusion by name. */
export async function conclusions(world: World, run_id: number): Promise<Record<string, string | null>> {
  const { data } = await world.octokit.rest.actions.listJobsForWorkflowRun({ ...REPO, run_id });
  return Object.fromEntries(data.jobs.map((job) => [job.name, job.conclusion]));
}

/** The log of a job of the newest attempt. */
export async function logOf(world: World, run_id: number, name: string): Promise<string> {
  const { data } = await world.octokit.rest.actions.listJobsForWorkflowRun({ ...REPO, run_id });
  const job = data.jobs.find((one) => one.name === name);
  if (job === undefined) throw new Error(`no job is named ${name}`);
  const answer = await world.octokit.rest.actions.downloadJobLogsForWorkflowRun({ ...REPO, job_id: job.id });
  return String(answer.data);
}
