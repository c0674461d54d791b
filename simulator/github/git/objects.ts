import type { Git } from './git.ts';

/** A person and a time, as git stores them. `date` is ISO 8601. */
interface Signature {
  name: string;
  email: string;
  date: string;
}

export interface Commit {
  sha: string;
  tree: string;
  parents: string[];
  author: Signature;
  committer: Signature;
  message: string;
}

export interface AnnotatedTag {
  sha: string;
  tag: string;
  message: string;
  tagger: Signature;
  object: { type: string; sha: string };
}

export interface TreeEntry {
  mode: string;
  type: string;
  sha: string;
  size: number | undefined;
  path: string;
}

const FIELDS = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'];
const FORMAT = `--format=tformat:${FIELDS.join('%x00')}`;
const SHA = /^[0-9a-f]{4,40}$/;

/** Commits of a range, newest first, in the order of `git log`. */
export async function listCommits(git: Git, range: string[], limit: number): Promise<Commit[]> {
  const text = await git.text(['log', '-z', FORMAT, `--max-count=${limit}`, ...range, '--']);
  const fields = text.split('\0');
  const commits: Commit[] = [];
  for (let at = 0; at + FIELDS.length <= fields.length; at += FIELDS.length) {
    const [sha = '', tree = '', parents = '', ...rest] = fields.slice(at, at + FIELDS.length);
    const [an = '', ae = '', ad = '', cn = '', ce = '', cd = '', message = ''] = rest;
    commits.push({
      sha,
      tree,
      parents: parents.split(' ').filter((parent) => parent !== ''),
      author: { name: an, email: ae, date: utcSeconds(ad) },
      committer: { name: cn, email: ce, date: utcSeconds(cd) },
      message: message.replace(/\n+$/, ''),
    });
  }
  return commits;
}

/** The commit with this exact name, or undefined. */
export async function readCommit(git: Git, sha: string): Promise<Commit | undefined> {
  const [commit] = await listCommits(git, [sha], 1);
  return commit;
}

/**
 * What GitHub accepts as a `ref`: a branch, a tag, `heads/x`, `tags/x`, a full ref, or a commit's name (long or
 * short). Returns the commit's full name.
 */
export async function resolveCommit(git: Git, ref: string): Promise<string | undefined> {
  const names = [`refs/heads/${ref}`, `refs/tags/${ref}`, ref.startsWith('refs/') ? ref : `refs/${ref}`];
  if (SHA.test(ref)) names.push(ref);
  for (const name of names) {
    const sha = await git.maybe(['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
    if (sha !== undefined) return sha;
  }
  return undefined;
}

/** `commit`, `tag`, `tree` or `blob`; undefined when there is no such object. */
export async function objectType(git: Git, sha: string): Promise<string | undefined> {
  return SHA.test(sha) ? git.maybe(['cat-file', '-t', sha]) : undefined;
}

export async function readBlob(git: Git, sha: string): Promise<Buffer | undefined> {
  return (await objectType(git, sha)) === 'blob' ? git.bytes(['cat-file', 'blob', sha]) : undefined;
}

/** A file's text at a commit, or undefined when it is not there. */
export async function readText(git: Git, commit: string, path: string): Promise<string | undefined> {
  const found = await git.maybe(['rev-parse', '--verify', '--quiet', `${commit}:${path}`]);
  const blob = found === undefined ? undefined : await readBlob(git, found);
  return blob?.toString('utf8');
}

/** The entries of a tree; `folder` of '' is the top. */
export async function listTree(git: Git, commit: string, options: Listing): Promise<TreeEntry[]> {
  const flags = options.recursive === true ? ['-r', '-t'] : [];
  const within = options.folder === '' ? [] : [`${options.folder}/`];
  const text = await git.maybe(['ls-tree', '-z', '-l', ...flags, commit, '--', ...within]);
  return (text ?? '')
    .split('\0')
    .filter((line) => line !== '')
    .map(parseTreeLine);
}

interface Listing {
  folder: string;
  recursive?: boolean;
}

function parseTreeLine(line: string): TreeEntry {
  const [facts = '', path = ''] = line.split('\t');
  const [mode = '', type = '', sha = '', size = '-'] = facts.split(/ +/);
  return { mode, type, sha, size: size === '-' ? undefined : Number(size), path };
}

/** Reads an annotated tag object. */
export async function readTag(git: Git, sha: string): Promise<AnnotatedTag | undefined> {
  if ((await objectType(git, sha)) !== 'tag') return undefined;
  const full = await git.text(['rev-parse', '--verify', sha]);
  const [head = '', ...body] = (await git.text(['cat-file', 'tag', sha])).split('\n\n');
  const field = (name: string) => new RegExp(`^${name} (.*)$`, 'm').exec(head)?.[1] ?? '';
  const tagger = /^(?<name>.*) <(?<email>.*)> (?<at>\d+) [+-]\d{4}$/.exec(field('tagger'))?.groups ?? {};
  return {
    sha: full,
    tag: field('tag'),
    message: body.join('\n\n').replace(/\n$/, ''),
    tagger: {
      name: tagger['name'] ?? '',
      email: tagger['email'] ?? '',
      date: utcSeconds(new Date(Number(tagger['at'] ?? 0) * 1000).toISOString()),
    },
    object: { type: field('type'), sha: field('object') },
  };
}

export interface NewTag {
  tag: string;
  message: string;
  object: string;
  type: string;
  tagger: Signature;
}

/**
 * Writes an annotated tag object and returns its name. git names an object by its content, so the same tag, message,
 * tagger and date always give the same name.
 */
export async function writeTag(git: Git, tag: NewTag): Promise<string> {
  const content = [
    `object ${tag.object}`,
    `type ${tag.type}`,
    `tag ${tag.tag}`,
    `tagger ${signed(tag.tagger)}`,
    '',
    tag.message.endsWith('\n') ? tag.message : `${tag.message}\n`,
  ].join('\n');
  return git.text(['hash-object', '-t', 'tag', '-w', '--stdin'], content);
}

export interface NewCommit {
  message: string;
  tree: string;
  parents: readonly string[];
  author: Signature;
  committer: Signature;
}

/** Writes a commit object and returns its name: the same commit always has the same name. */
export async function writeCommit(git: Git, commit: NewCommit): Promise<string> {
  const content = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${signed(commit.author)}`,
    `committer ${signed(commit.committer)}`,
    '',
    commit.message,
  ].join('\n');
  return git.text(['hash-object', '-t', 'commit', '-w', '--stdin'], content);
}

function signed({ name, email, date }: Signature): string {
  const clean = (text: string) => text.replace(/[<>\n]/g, '');
  return `${clean(name)} <${clean(email)}> ${Math.floor(Date.parse(date) / 1000)} +0000`;
}

/** GitHub writes its times in UTC and whole seconds. */
export function utcSeconds(date: string): string {
  return `${new Date(date).toISOString().slice(0, 19)}Z`;
}
