import { createHash } from 'node:crypto';
import type { AnnotatedTag, Commit } from '../git/objects.ts';
import { apiUrl, type GithubFacts, pageUrl } from '../github.ts';

/** A number derived from a name: GitHub's ids of accounts, workflows and the repository. */
export function stableId(name: string): number {
  return Number.parseInt(createHash('sha256').update(name).digest('hex').slice(0, 7), 16) + 1000;
}

export function renderUser(github: GithubFacts, login: string): Record<string, unknown> {
  const account = github.settings.accounts.find((one) => one.login === login);
  return {
    login,
    id: stableId(login),
    type: account?.type ?? (login.endsWith('[bot]') ? 'Bot' : 'User'),
    site_admin: false,
    url: `${github.url()}/users/${encodeURIComponent(login)}`,
    html_url: `${github.url()}/${login.endsWith('[bot]') ? `apps/${login.slice(0, -'[bot]'.length)}` : login}`,
  };
}

/** The repository's id in the GraphQL API. */
export function repositoryId(github: GithubFacts): string {
  return `R_${stableId(github.settings.name)}`;
}

export function renderRepository(github: GithubFacts): Record<string, unknown> {
  const [owner = '', name = ''] = github.settings.name.split('/');
  return {
    id: stableId(github.settings.name),
    node_id: repositoryId(github),
    name,
    full_name: github.settings.name,
    private: true,
    owner: { ...renderUser(github, owner), type: 'Organization' },
    html_url: pageUrl(github),
    url: apiUrl(github),
    default_branch: github.settings.defaultBranch,
    archived: false,
    disabled: false,
    visibility: 'private',
    permissions: { admin: false, maintain: false, push: true, triage: true, pull: true },
  };
}

/** A commit as the `git` database shows it. */
export function renderGitCommit(github: GithubFacts, commit: Commit): Record<string, unknown> {
  return {
    sha: commit.sha,
    url: apiUrl(github, `/git/commits/${commit.sha}`),
    html_url: pageUrl(github, `/commit/${commit.sha}`),
    author: commit.author,
    committer: commit.committer,
    message: commit.message,
    tree: { sha: commit.tree, url: apiUrl(github, `/git/trees/${commit.tree}`) },
    parents: commit.parents.map((sha) => ({ sha, url: apiUrl(github, `/git/commits/${sha}`) })),
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
  };
}

/** A commit as the repository's calls show it: with the accounts of its e-mail addresses. */
export function renderCommit(github: GithubFacts, commit: Commit): Record<string, unknown> {
  const { sha, html_url, parents, ...rest } = renderGitCommit(github, commit);
  const userOf = (email: string) => {
    const account = github.settings.accounts.find((one) => one.email === email);
    return account === undefined ? null : renderUser(github, account.login);
  };
  return {
    sha,
    url: apiUrl(github, `/commits/${commit.sha}`),
    html_url,
    commit: rest,
    author: userOf(commit.author.email),
    committer: userOf(commit.committer.email),
    parents,
  };
}

export function renderTag(github: GithubFacts, tag: AnnotatedTag): Record<string, unknown> {
  return {
    sha: tag.sha,
    url: apiUrl(github, `/git/tags/${tag.sha}`),
    tag: tag.tag,
    message: tag.message,
    tagger: tag.tagger,
    object: { ...tag.object, url: apiUrl(github, `/git/${tag.object.type}s/${tag.object.sha}`) },
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
  };
}
