import { z } from 'zod';
import type { PackageFile } from '../../domain/monorepo.ts';
import type { Commit, Comparison, MonorepoAt, Scm, WorkflowFile } from '../../ports/scm.ts';
import type { Door } from './door.ts';
import { failure, normalise } from './errors.ts';
import { requireSha } from './exact.ts';
import { parsePackageFile, parseReleaseFile, workspaceFolders } from './monorepo-files.ts';
import { parseWorkflow } from './workflow-file.ts';

const REPO = '/repos/{owner}/{repo}';

const CommitAnswer = z
  .object({
    sha: z.string(),
    html_url: z.string(),
    author: z.object({ login: z.string() }).nullish(),
    commit: z.object({
      message: z.string(),
      author: z.object({ name: z.string().optional() }).nullish(),
      committer: z.object({ date: z.string().optional() }).nullish(),
    }),
  })
  .transform(({ sha, html_url, author, commit }): Commit => {
    const title = commit.message.split('\n', 1)[0] ?? '';
    return {
      sha,
      title,
      author: author?.login ?? commit.author?.name ?? 'unknown',
      committedAt: commit.committer?.date ?? '',
      url: html_url,
      pull: pullOf(title, html_url),
    };
  });

/**
 * The pull request that a title names: GitHub ends the title of a squashed one with `(#15)`, and begins that of a merge
 * with `Merge pull request #15`.
 */
function pullOf(title: string, commitUrl: string): Commit['pull'] {
  const named = /\(#(\d{1,9})\)$/.exec(title) ?? /^Merge pull request #(\d{1,9}) /.exec(title);
  if (named === null || !commitUrl.includes('/commit/')) return null;
  const number = Number(named[1]);
  return { number, url: commitUrl.replace(/\/commit\/.*$/, `/pull/${number}`) };
}

export async function readDefaultBranch(door: Door): ReturnType<Scm['defaultBranch']> {
  const repository = await door.ask({ route: `GET ${REPO}`, effect: 'read' });
  const { default_branch: name } = z.object({ default_branch: z.string() }).parse(repository.data);
  const branch = await door.ask({
    route: `GET ${REPO}/branches/{branch}`,
    params: { branch: name },
    effect: 'read',
  });
  return { name, head: z.object({ commit: z.object({ sha: z.string() }) }).parse(branch.data).commit.sha };
}

export async function readCommit(door: Door, sha: string): Promise<Commit | undefined> {
  try {
    const found = await door.find({
      route: `GET ${REPO}/commits/{ref}`,
      params: { ref: requireSha(door, sha) },
      effect: 'read',
    });
    return found === undefined ? undefined : CommitAnswer.parse(found.data);
  } catch (error) {
    // "No commit found for SHA" is a 422.
    if (normalise(door.call, error).facts.status === 422) return undefined;
    throw error;
  }
}

const CompareAnswer = z.object({
  status: z.enum(['identical', 'ahead', 'behind', 'diverged']),
  total_commits: z.number().int(),
  html_url: z.string(),
  commits: z.array(CommitAnswer),
});
const PAGE_SIZE = 100;

/**
 * GitHub lists the commits oldest first and in pages, so the newest are on the last pages. Commits without a common
 * ancestor are its 404 "No common ancestor" (docs.github.com/en/rest/commits/commits, "Compare two commits").
 */
export async function compareCommits(door: Door, base: string, head: string): Promise<Comparison> {
  const basehead = `${requireSha(door, base)}...${requireSha(door, head)}`;
  const readPage = async (page: number) => {
    const params = { basehead, per_page: PAGE_SIZE, page };
    const { data } = await door.ask({ route: `GET ${REPO}/compare/{basehead}`, params, effect: 'read' });
    return CompareAnswer.parse(data);
  };
  try {
    const first = await readPage(1);
    const last = Math.max(1, Math.ceil(first.total_commits / PAGE_SIZE));
    const pages = [
      first,
      ...(last > 2 ? [await readPage(last - 1)] : []),
      ...(last > 1 ? [await readPage(last)] : []),
    ];
    const newest = pages.flatMap(({ commits }) => commits).slice(-PAGE_SIZE);
    return { is: first.status, commits: newest, inAll: first.total_commits, url: first.html_url };
  } catch (error) {
    if (/no common ancestor/i.test(normalise(door.call, error).facts.problem))
      return { is: 'unrelated', commits: [], inAll: 0, url: '' };
    throw error;
  }
}

const FileAnswer = z.object({
  type: z.literal('file'),
  sha: z.string(),
  encoding: z.string(),
  content: z.string(),
});

async function readFile(
  door: Door,
  path: string,
  commit: string,
): Promise<{ blob: string; text: string } | undefined> {
  const found = await door.find({
    route: `GET ${REPO}/contents/{path}`,
    params: { path, ref: requireSha(door, commit) },
    effect: 'read',
  });
  if (found === undefined) return undefined;
  const file = FileAnswer.safeParse(found.data);
  // A folder is a list, and a file above 1 MB has no content in this answer.
  if (!file.success || file.data.encoding !== 'base64')
    throw failure(door.call, 'refused', { problem: `${path} cannot be read as a file` });
  return { blob: file.data.sha, text: textOf(file.data.content) };
}

/** A byte order mark is not part of the text: npm and Node's own readers skip it too. */
function textOf(base64: string): string {
  return Buffer.from(base64, 'base64')
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

export async function readTextFile(door: Door, path: string, commit: string): Promise<string | undefined> {
  return (await readFile(door, path, commit))?.text;
}

export async function readWorkflow(
  door: Door,
  path: string,
  commit: string,
): Promise<WorkflowFile | undefined> {
  const file = await readFile(door, path, commit);
  return file === undefined ? undefined : { path, blob: file.blob, ...parseWorkflow(file.text) };
}

/** A package.json without a name or a version counts as missing: the gate says so. */
export async function readPackage(door: Door, dir: string, commit: string): Promise<PackageFile | undefined> {
  const text = await readTextFile(door, `${dir}/package.json`, commit);
  const read = text === undefined ? undefined : parsePackageFile(text);
  return read?.is === 'read' ? read.value : undefined;
}

const RELEASE_FILE = 'navi.release.json';

export async function readMonorepo(door: Door, commit: string): Promise<MonorepoAt> {
  const [file, root, { files, isCut }] = await Promise.all([
    readTextFile(door, RELEASE_FILE, commit),
    readTextFile(door, 'package.json', commit),
    listFiles(door, commit),
  ]);
  const read = file === undefined ? undefined : parseReleaseFile(file);
  const paths = Object.keys(files);
  return {
    releaseFile: read?.is === 'read' ? read.value : { problem: read?.problem ?? 'it does not exist' },
    workspace: root === undefined ? undefined : workspaceFolders(root, paths),
    files,
    changesets: paths.filter((path) => /^\.changeset\/[^/]+$/.test(path)),
    isCut,
  };
}

const TreeAnswer = z.object({
  truncated: z.boolean(),
  tree: z.array(z.object({ path: z.string(), type: z.string(), sha: z.string() })),
});

/** Every file of a commit. GitHub cuts a tree above 100,000 entries or 7 MB (docs.github.com/en/rest/git/trees). */
async function listFiles(door: Door, commit: string): Promise<Pick<MonorepoAt, 'files' | 'isCut'>> {
  const { data } = await door.ask({
    route: `GET ${REPO}/git/trees/{tree_sha}`,
    params: { tree_sha: requireSha(door, commit), recursive: '1' },
    effect: 'read',
  });
  const { tree, truncated } = TreeAnswer.parse(data);
  const blobs = tree.filter(({ type }) => type === 'blob').map(({ path, sha }) => [path, sha] as const);
  return { files: Object.fromEntries(blobs), isCut: truncated };
}
