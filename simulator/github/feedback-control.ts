import { z } from 'zod';
import type { Kernel } from '../kernel/kernel.ts';
import type { AlertRecord } from './alerts.ts';
import type { Github } from './github.ts';
import { PERMISSIONS } from './permissions.ts';
import { type IssueRecord, now } from './records.ts';
import { noteChange } from './rest/timeline.ts';

/** Opens an issue, or changes the one with this number, as a person on GitHub's pages would. */
const IssueOrder = z.object({
  number: z.number().int().positive().optional(),
  title: z.string().min(1).default('It does not load'),
  /** All labels that it has from then on. */
  labels: z.array(z.string()).optional(),
  state: z.enum(['open', 'closed']).optional(),
  by: z.string().default('cleo-martins'),
  isPullRequest: z.boolean().default(false),
});

const AlertOrder = z.object({
  number: z.number().int().positive().optional(),
  package: z.string().default('semver'),
  severity: z.enum(['low', 'medium', 'high', 'critical']).default('high'),
  scope: z.enum(['development', 'runtime']).default('runtime'),
  state: z.enum(['open', 'fixed', 'dismissed', 'auto_dismissed']).default('open'),
  reason: z
    .enum(['fix_started', 'inaccurate', 'no_bandwidth', 'not_used', 'tolerable_risk'])
    .nullable()
    .default(null),
  patched: z.string().nullable().default('7.9.0'),
});

const PermissionOrder = z.object({
  permission: z.enum(PERMISSIONS).optional(),
  granted: z.boolean().default(true),
  /** Whether the repository has Dependabot's alerts switched on. */
  dependabot: z.boolean().optional(),
});

/**
 * What people do on GitHub's pages: `POST /_control/issues` opens, labels and closes issues, `POST /_control/alerts`
 * opens and ends Dependabot's alerts, and `POST /_control/permissions` changes what Navi's App may read.
 */
export function addFeedbackControl(kernel: Kernel, github: Github): void {
  const order = <T extends z.ZodType>(
    path: string,
    schema: T,
    take: (asked: z.infer<T>) => number | undefined,
  ) =>
    kernel.app.post(`/_control/${path}`, async (c) => {
      const asked = schema.safeParse(await c.req.json().catch(() => undefined));
      if (!asked.success) return c.json({ ok: false, error: z.prettifyError(asked.error) }, 400);
      const number = take(asked.data);
      github.book.changed();
      return number === undefined
        ? c.json({ ok: false, error: 'there is none' }, 404)
        : c.json({ ok: true, number });
    });
  order('issues', IssueOrder, (asked) =>
    (asked.number === undefined ? openIssue : changeIssue)(github, asked),
  );
  order('alerts', AlertOrder, (asked) => putAlert(github, asked));
  order('permissions', PermissionOrder, ({ permission, granted, dependabot }) => {
    if (permission !== undefined) github.permissions.set(permission, granted);
    if (dependabot !== undefined) github.dependabot.setEnabled(dependabot);
    return 0;
  });
}

type Asked = z.infer<typeof IssueOrder>;

function openIssue(github: Github, { title, labels = [], by, isPullRequest }: Asked): number {
  const { book } = github;
  const issue: IssueRecord = {
    id: book.id(),
    number: book.records.issues.length + 1,
    title,
    body: null,
    labels: [],
    assignees: [],
    state: 'open',
    author: by,
    createdAt: now(github.clock),
    updatedAt: now(github.clock),
    ...(isPullRequest ? { isPullRequest } : {}),
  };
  noteChange(github, issue, { labels, actor: by });
  issue.labels = labels;
  book.records.issues.unshift(issue);
  return issue.number;
}

function changeIssue(github: Github, { number, labels, state, by }: Asked): number | undefined {
  const issue = github.book.records.issues.find((one) => one.number === number);
  if (issue === undefined) return undefined;
  noteChange(github, issue, { labels, state, actor: by });
  issue.labels = labels ?? issue.labels;
  issue.state = state ?? issue.state;
  issue.updatedAt = now(github.clock);
  return number;
}

function putAlert(github: Github, { number, ...asked }: z.infer<typeof AlertOrder>): number | undefined {
  const { alerts } = github.book.records;
  const endedAt = asked.state === 'open' ? null : now(github.clock);
  if (number === undefined) {
    const alert: AlertRecord = {
      ...asked,
      number: alerts.length + 1,
      createdAt: now(github.clock),
      updatedAt: now(github.clock),
      endedAt,
    };
    alerts.push(alert);
    return alert.number;
  }
  const alert = alerts.find((one) => one.number === number);
  if (alert !== undefined)
    Object.assign(alert, { state: asked.state, reason: asked.reason, endedAt, updatedAt: now(github.clock) });
  return alert?.number;
}
