import { readFile } from 'node:fs/promises';
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { readCommit, resolveCommit } from './git/objects.ts';
import { listRefs } from './git/refs.ts';
import { type Github, pageUrl } from './github.ts';
import type { JobRecord, RunRecord } from './records.ts';

type Part = ReturnType<typeof html>;

/** Bytes of a log's end that a page shows. */
const LOG_SHOWN = 200_000;

/** Plain pages for people who follow a link: a run with its jobs and logs, a release, an issue, a commit. */
export function addPages(app: Hono, github: Github): void {
  const { records } = github.book;
  const base = `/${github.settings.name}`;
  const runOf = (c: Context) => records.runs.find((one) => String(one.id) === c.req.param('run'));

  app.get(base, async (c) => show(c, github, github.settings.name, await frontPage(github)));
  app.get(`${base}/actions/runs/:run`, (c) => {
    const run = runOf(c);
    return run === undefined ? c.notFound() : show(c, github, run.title, runPage(github, run));
  });
  app.get(`${base}/actions/runs/:run/job/:job`, async (c) => {
    const run = runOf(c);
    const jobs = [...(run?.jobs ?? []), ...(run?.earlier ?? [])];
    const job = jobs.find((one) => String(one.id) === c.req.param('job'));
    if (job === undefined) return c.notFound();
    const log = await readFile(github.runner.logFile(job), 'utf8').catch(() => '(no log)');
    return show(c, github, job.name, html`<pre>${log.slice(-LOG_SHOWN)}</pre>`);
  });
  app.get(`${base}/releases/tag/:tag{.+}`, (c) => {
    const release = records.releases.find((one) => one.tag === c.req.param('tag'));
    if (release === undefined) return c.notFound();
    return show(c, github, release.name ?? release.tag, html`<pre>${release.body ?? ''}</pre>`);
  });
  app.get(`${base}/issues/:number`, (c) => {
    const issue = records.issues.find((one) => String(one.number) === c.req.param('number'));
    if (issue === undefined) return c.notFound();
    return show(c, github, `${issue.title} #${issue.number}`, html`<pre>${issue.body ?? ''}</pre>`);
  });
  app.get(`${base}/commit/:sha`, async (c) => {
    const sha = await resolveCommit(github.git, c.req.param('sha'));
    const commit = sha === undefined ? undefined : await readCommit(github.git, sha);
    if (commit === undefined) return c.notFound();
    const body = html`<p>${commit.author.name}, ${commit.author.date}</p><pre>${commit.message}</pre>`;
    return show(c, github, commit.sha, body);
  });
}

function show(c: Context, github: Github, title: string, body: Part): Response | Promise<Response> {
  return c.html(html`<!doctype html><html lang="en"><head><meta charset="utf-8" />
<meta name="viewport" content="width=device-width" /><title>${title}</title><style>
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; } pre { overflow: auto; white-space: pre-wrap; }
td { padding: 0.1rem 1rem 0.1rem 0; }
</style></head><body><p><a href="${pageUrl(github)}">${github.settings.name}</a> on a simulated GitHub</p>
<h1>${title}</h1>${body}</body></html>`);
}

async function frontPage(github: Github): Promise<Part> {
  const tags = await listRefs(github.git, 'refs/tags/');
  const { runs, releases, issues } = github.book.records;
  return html`<h2>Runs</h2><ul>${runs.map(
    (run) =>
      html`<li><a href="${pageUrl(github, `/actions/runs/${run.id}`)}">${run.title}</a> ${stateOf(run)}</li>`,
  )}</ul><h2>Releases</h2><ul>${releases.map(
    ({ tag }) => html`<li><a href="${pageUrl(github, `/releases/tag/${tag}`)}">${tag}</a></li>`,
  )}</ul><h2>Issues</h2><ul>${issues.map(
    ({ number, title }) => html`<li><a href="${pageUrl(github, `/issues/${number}`)}">${title}</a></li>`,
  )}</ul><h2>Tags</h2><ul>${tags.map(({ name }) => html`<li>${name.replace('refs/tags/', '')}</li>`)}</ul>`;
}

function runPage(github: Github, run: RunRecord): Part {
  return html`<p>${run.workflow.name}, attempt ${run.attempt}, at ${run.ref}: <b>${stateOf(run)}</b>
${run.problem ?? ''}</p>${run.jobs.map((job) => jobPart(github, run, job))}`;
}

function jobPart(github: Github, run: RunRecord, job: JobRecord): Part {
  const steps = job.steps.map((step) => html`<tr><td>${step.name}</td><td>${stateOf(step)}</td></tr>`);
  return html`<h2><a href="${pageUrl(github, `/actions/runs/${run.id}/job/${job.id}`)}">${job.name}</a>:
${stateOf(job)}</h2><table>${steps}</table>`;
}

function stateOf({ status, conclusion }: { status: string; conclusion: string | null }): string {
  return (conclusion ?? status).replaceAll('_', ' ');
}
