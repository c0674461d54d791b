import type { Context } from 'hono';
import { z } from 'zod';
import { idParam, notFound, page, readBody } from '../answers.ts';
import type { Door } from '../door.ts';
import { apiUrl, type Github, pageUrl } from '../github.ts';
import { requirePermission } from '../permissions.ts';
import { type IssueRecord, now } from '../records.ts';
import { renderRepository, renderUser } from './render.ts';
import { noteChange } from './timeline.ts';

const NewIssue = z.object({
  title: z.string().min(1),
  body: z.string().nullish(),
  labels: z.array(z.string()).default([]),
  assignees: z.array(z.string()).default([]),
});
const Change = z.object({
  title: z.string().min(1).optional(),
  body: z.string().nullish(),
  labels: z.array(z.string()).optional(),
  assignees: z.array(z.string()).optional(),
  state: z.enum(['open', 'closed']).optional(),
});

/** Issues: create, list, read and change. */
export function addIssues(door: Door, github: Github): void {
  const { book } = github;
  const { records } = book;
  const find = (number: number) => {
    const issue = records.issues.find((one) => one.number === number);
    if (issue === undefined) throw notFound();
    return issue;
  };

  door.repo('issues.create', 'POST', '/issues', async (c, caller) => {
    const issue = open(github, await readBody(c, NewIssue), caller.login);
    return c.json(render(github, issue), 201);
  });

  door.repo('issues.listForRepo', 'GET', '/issues', (c, caller) => {
    requirePermission(github, caller, 'issues');
    const state = c.req.query('state') ?? 'open';
    const labels = (c.req.query('labels') ?? '').split(',').filter((label) => label !== '');
    const found = records.issues.filter(
      (issue) =>
        (state === 'all' || issue.state === state) && labels.every((label) => issue.labels.includes(label)),
    );
    return c.json(page(c, changedSince(c, found)).map((issue) => render(github, issue)));
  });

  door.repo('issues.get', 'GET', '/issues/:number', (c) =>
    c.json(render(github, find(idParam(c, 'number')))),
  );

  door.repo('issues.update', 'PATCH', '/issues/:number', async (c, caller) => {
    const issue = find(idParam(c, 'number'));
    const asked = await readBody(c, Change);
    noteChange(github, issue, { labels: asked.labels, state: asked.state, actor: caller.login });
    issue.title = asked.title ?? issue.title;
    issue.body = asked.body === undefined ? issue.body : asked.body;
    issue.labels = asked.labels ?? issue.labels;
    issue.assignees = asked.assignees ?? issue.assignees;
    issue.state = asked.state ?? issue.state;
    issue.updatedAt = now(github.clock);
    book.changed();
    return c.json(render(github, issue));
  });
}

/** `since` is of the last change; the newest come first unless the caller wants it otherwise. */
function changedSince(c: Context, issues: readonly IssueRecord[]): IssueRecord[] {
  const since = Date.parse(c.req.query('since') ?? '1970-01-01T00:00:00Z');
  const by = c.req.query('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  const sign = c.req.query('direction') === 'asc' ? 1 : -1;
  return issues
    .filter(({ updatedAt }) => Date.parse(updatedAt) >= since)
    .toSorted((one, other) => sign * (one[by].localeCompare(other[by]) || one.number - other.number));
}

function open(github: Github, asked: z.infer<typeof NewIssue>, author: string): IssueRecord {
  const { book } = github;
  const issue: IssueRecord = {
    id: book.id(),
    number: book.records.issues.length + 1,
    title: asked.title,
    body: asked.body ?? null,
    labels: [],
    assignees: asked.assignees,
    state: 'open',
    author,
    createdAt: now(github.clock),
    updatedAt: now(github.clock),
  };
  noteChange(github, issue, { labels: asked.labels, actor: author });
  issue.labels = asked.labels;
  book.records.issues.unshift(issue);
  book.changed();
  const common = { repository: renderRepository(github), sender: renderUser(github, author) };
  github.emit('issues', { action: 'opened', issue: render(github, issue), ...common });
  return issue;
}

function render(github: Github, issue: IssueRecord): Record<string, unknown> {
  return {
    id: issue.id,
    number: issue.number,
    url: apiUrl(github, `/issues/${issue.number}`),
    html_url: pageUrl(github, `/issues/${issue.number}`),
    title: issue.title,
    body: issue.body,
    state: issue.state,
    labels: issue.labels.map((name) => ({ name })),
    assignees: issue.assignees.map((login) => renderUser(github, login)),
    user: renderUser(github, issue.author),
    ...(issue.isPullRequest === true ? { pull_request: pullRequest(github, issue.number) } : {}),
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.state === 'open' ? null : closedAt(issue),
  };
}

/** When it was closed last. */
function closedAt({ events = [], updatedAt }: IssueRecord): string {
  return events.findLast(({ event }) => event === 'closed')?.at ?? updatedAt;
}

/** What marks an issue of the list as a pull request. */
function pullRequest(github: Github, number: number): Record<string, string> {
  const page = pageUrl(github, `/pull/${number}`);
  const patches = { diff_url: `${page}.diff`, patch_url: `${page}.patch` };
  return { url: apiUrl(github, `/pulls/${number}`), html_url: page, ...patches };
}
