import { z } from 'zod';
import type { Feedback, LabelledIssue, Labelling, VulnerabilityAlert } from '../../ports/feedback.ts';
import { ServiceError } from '../../ports/service-error.ts';
import type { Door } from './door.ts';
import { readPages } from './pages.ts';

const REPO = '/repos/{owner}/{repo}';
const MOST_PAGES = 2;
const PAGE = 100;
const at = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

/** No title, text or person. A pull request is in the list, too. */
const Issue = z
  .object({
    number: z.int(),
    state: z.string(),
    closed_at: at.nullish(),
    pull_request: z.unknown().optional(),
  })
  .transform(({ number, state, closed_at, pull_request }) => ({
    number,
    isOpen: state === 'open',
    closedAt: closed_at ?? null,
    isPullRequest: pull_request !== undefined,
  }));

/** Open ones, and those that changed since: `since` is of the last change. */
export async function readLabelled(
  door: Door,
  { label, since }: Parameters<Feedback['labelled']>[0],
): ReturnType<Feedback['labelled']> {
  const ask = async (params: Record<string, string>) =>
    readPages(door, {
      route: `GET ${REPO}/issues`,
      params: { labels: label, sort: 'updated', direction: 'desc', ...params },
      conditional: true,
      limit: MOST_PAGES,
      shape: z.array(Issue),
    });
  const [open, changed] = await Promise.all([
    ask({ state: 'open' }),
    // The same text all day: an unchanged answer costs no quota.
    ask({ state: 'all', since: `${since.toISOString().slice(0, 10)}T00:00:00Z` }),
  ]);
  const byNumber = new Map([...changed, ...open].map((issue) => [issue.number, issue]));
  const issues = [...byNumber.values()].flatMap(({ isPullRequest, ...issue }): LabelledIssue[] =>
    isPullRequest ? [] : [issue],
  );
  return { issues, isAtLeast: isFull(open) || isFull(changed) };
}

function isFull(all: readonly unknown[]): boolean {
  return all.length >= MOST_PAGES * PAGE;
}

const TimelineEvent = z.object({
  event: z.string().optional(),
  created_at: at.optional(),
  actor: z
    .object({ login: z.string().max(100) })
    .nullish()
    .catch(null),
  label: z.object({ name: z.string() }).optional(),
});

/** The first one counts: removing the label and setting it again does not begin again. */
export async function readLabellings(
  door: Door,
  { number, label }: Parameters<Feedback['labellings']>[0],
): Promise<Labelling[]> {
  const events = await readPages(door, {
    route: `GET ${REPO}/issues/{issue_number}/timeline`,
    params: { issue_number: number },
    limit: MOST_PAGES,
    shape: z.array(TimelineEvent.catch({})),
  });
  return events
    .flatMap(({ event, label: set, created_at, actor }): Labelling[] =>
      event === 'labeled' && set?.name.toLowerCase() === label.toLowerCase() && created_at !== undefined
        ? [{ at: created_at, by: actor?.login ?? null }]
        : [],
    )
    .toSorted((one, other) => one.at.localeCompare(other.at));
}

/** Reasons that say that customers are not concerned; *no time* and *a fix is under way* do not. */
const HARMLESS = new Set(['inaccurate', 'not_used', 'tolerable_risk']);

const Alert = z
  .object({
    number: z.int(),
    security_vulnerability: z.object({
      severity: z.enum(['critical', 'high']),
      package: z.object({ name: z.string().max(214) }),
    }),
    dependency: z.object({ manifest_path: z.string().max(500) }),
    security_advisory: z.object({ ghsa_id: z.string().max(50) }),
    created_at: at,
    updated_at: at,
    fixed_at: at.nullish(),
    dismissed_at: at.nullish(),
    dismissed_reason: z.string().nullish(),
    auto_dismissed_at: at.nullish(),
  })
  .transform((alert) => ({
    updatedAt: alert.updated_at,
    alert: {
      number: alert.number,
      package: alert.security_vulnerability.package.name,
      severity: alert.security_vulnerability.severity,
      advisory: alert.security_advisory.ghsa_id,
      manifest: alert.dependency.manifest_path,
      openedAt: alert.created_at,
      fixedAt: alert.fixed_at ?? null,
      dismissedAt: HARMLESS.has(alert.dismissed_reason ?? '')
        ? (alert.dismissed_at ?? null)
        : (alert.auto_dismissed_at ?? null),
    } satisfies VulnerabilityAlert,
  }));

/** GitHub answers 403 with these words where the repository has them off (docs/services.md). */
const DISABLED = /disabled for this repository/i;

export async function readVulnerabilities(
  door: Door,
  { since }: Parameters<Feedback['vulnerabilities']>[0],
): ReturnType<Feedback['vulnerabilities']> {
  try {
    // A dismissed one without a good reason counts as open, however old it is.
    const [open, ended] = await Promise.all([
      readAlerts(door, 'open,dismissed'),
      readAlerts(door, 'fixed,auto_dismissed'),
    ]);
    const concerned = open.filter(
      ({ alert, updatedAt }) => alert.dismissedAt === null || isSince(updatedAt, since),
    );
    const recent = ended.filter(({ updatedAt }) => isSince(updatedAt, since));
    return {
      alerts: [...concerned, ...recent].map(({ alert }) => alert),
      isAtLeast: isFull(open) || (isFull(ended) && recent.length === ended.length),
    };
  } catch (error) {
    if (error instanceof ServiceError && error.facts.status === 403 && DISABLED.test(error.facts.problem))
      return undefined;
    throw error;
  }
}

function isSince(updatedAt: string, since: Date): boolean {
  return Date.parse(updatedAt) >= since.getTime();
}

/** The newest change first; pages go by cursors only. */
async function readAlerts(door: Door, state: string): Promise<z.infer<typeof Alert>[]> {
  const found: z.infer<typeof Alert>[] = [];
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { data, headers } = await door.ask({
      route: `GET ${REPO}/dependabot/alerts`,
      params: {
        state,
        severity: 'critical,high',
        scope: 'runtime',
        sort: 'updated',
        direction: 'desc',
        per_page: PAGE,
        ...(after === undefined ? {} : { after }),
      },
      effect: 'read',
    });
    found.push(...z.array(Alert).parse(data));
    after = cursorIn(headers['link']);
    if (after === undefined) break;
  }
  return found;
}

function cursorIn(link: unknown): string | undefined {
  const next = /<(?<url>[^>]+)>;\s*rel="next"/.exec(typeof link === 'string' ? link : '')?.groups?.['url'];
  return next === undefined ? undefined : (URL.parse(next)?.searchParams.get('after') ?? undefined);
}
