import { GithubError, notFound, page, param } from '../answers.ts';
import type { Door } from '../door.ts';
import { type Commit, listCommits, readCommit, resolveCommit } from '../git/objects.ts';
import { findRef, listRefs } from '../git/refs.ts';
import { apiUrl, type Github, pageUrl } from '../github.ts';
import { renderCommit, renderRepository } from './render.ts';

/** GitHub compares with at most 250 commits on the first page, and 300 files. */
const COMPARED_COMMITS = 250;
const COMPARED_FILES = 300;
const LISTED_COMMITS = 1000;

/** The repository, its branches, tags, commits and comparisons. */
export function addRepository(door: Door, github: Github): void {
  const { git, settings } = github;
  door.repo('repos.get', 'GET', '', (c) => c.json(renderRepository(github)));

  door.repo('repos.getBranch', 'GET', '/branches/:branch{.+}', async (c) => {
    const name = param(c, 'branch');
    const ref = await findRef(git, `refs/heads/${name}`);
    if (ref === undefined) throw notFound();
    return c.json({
      name,
      commit: renderCommit(github, await commitOf(github, ref.sha)),
      protected: name === settings.defaultBranch,
      _links: { self: apiUrl(github, `/branches/${name}`), html: pageUrl(github, `/tree/${name}`) },
    });
  });

  door.repo('repos.listTags', 'GET', '/tags', async (c) => {
    const names = (await listRefs(git, 'refs/tags/')).map((ref) => ref.name.replace('refs/tags/', ''));
    const tags = page(c, names.toReversed()).map(async (name) => {
      const { sha } = await commitOf(github, `refs/tags/${name}`);
      return { name, commit: { sha, url: apiUrl(github, `/commits/${sha}`) } };
    });
    return c.json(await Promise.all(tags));
  });
  addCommits(door, github);
}

function addCommits(door: Door, github: Github): void {
  const { git, settings } = github;
  door.repo('repos.listCommits', 'GET', '/commits', async (c) => {
    const start = await commitOf(github, c.req.query('sha') ?? settings.defaultBranch);
    const commits = await listCommits(git, [start.sha], LISTED_COMMITS);
    return c.json(page(c, commits).map((commit) => renderCommit(github, commit)));
  });

  door.repo('repos.compareCommitsWithBasehead', 'GET', '/compare/:basehead{.+}', async (c) => {
    const [base, head, ...rest] = param(c, 'basehead').split('...');
    if (base === undefined || head === undefined || rest.length > 0) throw notFound();
    const compared = await compare(github, await commitOf(github, base), await commitOf(github, head));
    const isPaged = c.req.query('page') !== undefined || c.req.query('per_page') !== undefined;
    const commits = isPaged ? page(c, compared.commits) : compared.commits.slice(0, COMPARED_COMMITS);
    return c.json({ ...compared, commits: commits.map((commit) => renderCommit(github, commit)) });
  });

  // Registered after `/commits/:ref/check-runs` and similar routes, which it would match too.
  door.repo('repos.getCommit', 'GET', '/commits/:ref{.+}', async (c) => {
    const commit = await commitNamed(github, param(c, 'ref'));
    const wantsSha = (c.req.header('accept') ?? '').includes('sha');
    return wantsSha ? c.text(commit.sha) : c.json(renderCommit(github, commit));
  });
}

async function commitOf(github: Github, ref: string): Promise<Commit> {
  const sha = await resolveCommit(github.git, ref);
  const commit = sha === undefined ? undefined : await readCommit(github.git, sha);
  if (commit === undefined) throw notFound();
  return commit;
}

/** The calls that take one commit refuse what leads to none (docs.github.com, "Get a commit"). */
export async function commitNamed(github: Github, ref: string): Promise<Commit> {
  const sha = await resolveCommit(github.git, ref);
  const commit = sha === undefined ? undefined : await readCommit(github.git, sha);
  if (commit === undefined) throw new GithubError(422, `No commit found for SHA: ${ref}`);
  return commit;
}

async function compare(github: Github, base: Commit, head: Commit) {
  const { git } = github;
  const meeting = await git.maybe(['merge-base', base.sha, head.sha]);
  const merge = meeting === undefined ? undefined : await readCommit(git, meeting);
  if (merge === undefined)
    throw new GithubError(404, `No common ancestor between ${base.sha} and ${head.sha}.`);
  const counts = await git.text(['rev-list', '--left-right', '--count', `${base.sha}...${head.sha}`]);
  const [behind = 0, ahead = 0] = counts.split('\t').map(Number);
  const commits = await listCommits(git, [`${merge.sha}..${head.sha}`], ahead === 0 ? 1 : ahead);
  return {
    url: apiUrl(github, `/compare/${base.sha}...${head.sha}`),
    html_url: pageUrl(github, `/compare/${base.sha}...${head.sha}`),
    base_commit: renderCommit(github, base),
    merge_base_commit: renderCommit(github, merge),
    status: statusOf(ahead, behind),
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: commits.toReversed(),
    files: await changedFiles(github, merge.sha, head.sha),
  };
}

function statusOf(ahead: number, behind: number): string {
  if (ahead === 0 && behind === 0) return 'identical';
  if (behind === 0) return 'ahead';
  return ahead === 0 ? 'behind' : 'diverged';
}

async function changedFiles(github: Github, from: string, to: string): Promise<unknown[]> {
  const text = await github.git.text(['diff', '--name-status', '--no-renames', '-z', from, to]);
  const fields = text.split('\0').filter((field) => field !== '');
  const words: Record<string, string> = { A: 'added', D: 'removed', M: 'modified', T: 'changed' };
  const files = [];
  for (let at = 0; at + 1 < fields.length; at += 2)
    files.push({ filename: fields[at + 1], status: words[fields[at] ?? ''] ?? 'changed' });
  return files.slice(0, COMPARED_FILES);
}
