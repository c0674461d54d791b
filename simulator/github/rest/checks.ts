import type { Context } from 'hono';
import { idParam, notFound, page, param } from '../answers.ts';
import type { Door } from '../door.ts';
import { apiUrl, type Github, pageUrl } from '../github.ts';
import type { CheckRecord } from '../records.ts';
import { stableId } from './render.ts';
import { commitNamed } from './repository.ts';

interface Check extends CheckRecord {
  id: number;
}

/** Check runs of a commit: those that every commit of the default branch has, and the jobs of its runs. */
export function addChecks(door: Door, github: Github): void {
  const commitOf = async (c: Context) => (await commitNamed(github, param(c, 'ref'))).sha;

  door.repo('checks.listForRef', 'GET', '/commits/:ref/check-runs', async (c) => {
    const checks = (await checksOf(github, await commitOf(c))).filter((check) => isWanted(c, check));
    return c.json({
      total_count: checks.length,
      check_runs: page(c, checks).map((check) => render(github, check)),
    });
  });

  door.repo('checks.listAnnotations', 'GET', '/check-runs/:check/annotations', (c) => {
    const id = idParam(c, 'check');
    const job = github.book.records.runs
      .flatMap((run) => [...run.jobs, ...run.earlier])
      .find((one) => one.id === id);
    if (job === undefined) throw notFound();
    return c.json(page(c, job.errors ?? []).map(renderAnnotation));
  });

  // Nothing in the simulated world sets commit statuses: they are the older way, and check runs are not among them.
  door.repo('repos.getCombinedStatusForRef', 'GET', '/commits/:ref/status', async (c) => {
    const sha = await commitOf(c);
    return c.json({
      state: 'pending',
      statuses: [],
      sha,
      total_count: 0,
      url: apiUrl(github, `/commits/${sha}/status`),
    });
  });
}

/** An error without a file is shown at the folder `.github`. */
function renderAnnotation(message: string): Record<string, unknown> {
  return {
    path: '.github',
    start_line: 1,
    end_line: 1,
    annotation_level: 'failure',
    title: '',
    message,
    raw_details: '',
  };
}

function isWanted(c: Context, check: Check): boolean {
  const is = (name: string, value: string) => (c.req.query(name) ?? value) === value;
  return (
    is('check_name', check.name) && is('status', check.status) && is('app_id', String(stableId(check.app)))
  );
}

async function checksOf(github: Github, sha: string): Promise<Check[]> {
  const { git, settings, book } = github;
  const mine = book.records.checks.filter((check) => check.sha === sha);
  const branch = `refs/heads/${settings.defaultBranch}`;
  const isOnBranch = (await git.maybe(['merge-base', '--is-ancestor', sha, branch])) !== undefined;
  const seeded = settings.checks
    .filter(({ name, app }) => isOnBranch && !mine.some((check) => check.name === name && check.app === app))
    .map(({ name, app }): CheckRecord => {
      return { sha, name, app, status: 'completed', conclusion: 'success', at: '2026-01-01T00:00:00Z' };
    });
  const set = [...seeded, ...mine].map((check) => ({
    ...check,
    id: stableId(`${sha} ${check.name} ${check.app}`),
  }));
  return [...set, ...jobsOn(github, sha)];
}

/** Every job of a run on this commit is a check run too, by GitHub Actions. */
function jobsOn(github: Github, sha: string): Check[] {
  const runs = github.book.records.runs.filter((run) => run.sha === sha);
  return runs
    .flatMap((run) => run.jobs)
    .filter((job) => job.createdAt !== null)
    .map(({ id, name, status, conclusion, startedAt, createdAt }) => ({
      id,
      sha,
      name,
      app: 'github-actions',
      status: status === 'pending' || status === 'waiting' ? 'queued' : status,
      conclusion,
      at: startedAt ?? createdAt ?? '',
    }));
}

function render(github: Github, check: Check): Record<string, unknown> {
  return {
    id: check.id,
    name: check.name,
    head_sha: check.sha,
    url: apiUrl(github, `/check-runs/${check.id}`),
    html_url: pageUrl(github, `/runs/${check.id}`),
    status: check.status,
    conclusion: check.conclusion,
    started_at: check.at,
    completed_at: check.status === 'completed' ? check.at : null,
    output: { title: null, summary: null, text: null, annotations_count: 0 },
    app: {
      id: stableId(check.app),
      slug: check.app,
      name: check.app === 'github-actions' ? 'GitHub Actions' : check.app,
    },
    check_suite: { id: stableId(`${check.sha} ${check.app}`) },
    pull_requests: [],
  };
}
