import { idParam, notFound, page } from '../answers.ts';
import type { Door } from '../door.ts';
import { apiUrl, type Github } from '../github.ts';
import { requirePermission } from '../permissions.ts';
import { type IssueEvent, type IssueRecord, now } from '../records.ts';
import { renderUser } from './render.ts';

/** What happened to an issue, oldest first: the only place that tells when a label was set. */
export function addTimeline(door: Door, github: Github): void {
  door.repo('issues.listEventsForTimeline', 'GET', '/issues/:number/timeline', (c, caller) => {
    requirePermission(github, caller, 'issues');
    const number = idParam(c, 'number');
    const issue = github.book.records.issues.find((one) => one.number === number);
    if (issue === undefined) throw notFound();
    return c.json(page(c, issue.events ?? []).map((event) => render(github, event)));
  });
}

interface Changed {
  labels?: readonly string[] | undefined;
  state?: 'open' | 'closed' | undefined;
  actor: string;
}

/** Notes what a change does to labels and state; the change itself comes after it. */
export function noteChange(github: Github, issue: IssueRecord, { labels, state, actor }: Changed): void {
  const note = (event: IssueEvent['event'], label?: string) => {
    const id = github.book.id();
    const happened = { id, event, actor, at: now(github.clock), ...(label === undefined ? {} : { label }) };
    issue.events = [...(issue.events ?? []), happened];
  };
  const before = issue.labels;
  for (const label of labels ?? []) if (!before.includes(label)) note('labeled', label);
  if (labels !== undefined) for (const label of before) if (!labels.includes(label)) note('unlabeled', label);
  if (state !== undefined && state !== issue.state) note(state === 'closed' ? 'closed' : 'reopened');
}

function render(github: Github, { id, event, actor, at, label }: IssueEvent): Record<string, unknown> {
  return {
    id,
    node_id: `LE_${id}`,
    url: apiUrl(github, `/issues/events/${id}`),
    actor: renderUser(github, actor),
    event,
    commit_id: null,
    commit_url: null,
    created_at: at,
    performed_via_github_app: null,
    ...(label === undefined ? {} : { label: { name: label, color: 'ededed' } }),
    ...(event === 'closed' ? { state_reason: 'completed' } : {}),
  };
}
