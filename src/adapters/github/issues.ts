import { z } from 'zod';
import type { Scm } from '../../ports/scm.ts';
import type { Door } from './door.ts';

const ISSUES = '/repos/{owner}/{repo}/issues';

const Issue = z.object({
  number: z.number().int(),
  html_url: z.string(),
  body: z.string().nullish(),
  user: z.object({ type: z.string() }).nullish(),
  author_association: z.string().optional(),
});

/** People without a right in the repository (docs.github.com, `CommentAuthorAssociation`): anyone may open an issue. */
const OUTSIDE = new Set(['NONE', 'CONTRIBUTOR', 'FIRST_TIMER', 'FIRST_TIME_CONTRIBUTOR', 'MANNEQUIN']);

/** An App has to be installed before it can open one. */
function isFromOutside({ user, author_association: association = '' }: z.infer<typeof Issue>): boolean {
  return user?.type !== 'Bot' && OUTSIDE.has(association);
}

/**
 * Searches the newest hundred, open and closed; GitHub's search index lags behind, this list does not. A marker can be
 * known outside, so an outsider's issue is not ours.
 */
export async function findIssue(door: Door, marker: string): ReturnType<Scm['findIssue']> {
  const { data } = await door.ask({
    route: `GET ${ISSUES}`,
    params: { state: 'all', sort: 'created', direction: 'desc', per_page: 100 },
    effect: 'read',
  });
  const found = z
    .array(Issue)
    .parse(data)
    .find((issue) => issue.body?.includes(marker) && !isFromOutside(issue));
  return found === undefined ? undefined : { number: found.number, url: found.html_url };
}

export async function createIssue(
  door: Door,
  issue: Parameters<Scm['createIssue']>[0],
): ReturnType<Scm['createIssue']> {
  const { data } = await door.ask({ route: `POST ${ISSUES}`, params: { ...issue }, effect: 'write' });
  const { number, html_url: url } = Issue.parse(data);
  return { number, url };
}
