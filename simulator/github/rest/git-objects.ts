import { z } from 'zod';
import { GithubError, notFound, param, readBody } from '../answers.ts';
import type { Door } from '../door.ts';
import {
  objectType,
  readBlob,
  readCommit,
  readTag,
  utcSeconds,
  writeCommit,
  writeTag,
} from '../git/objects.ts';
import { apiUrl, type Github } from '../github.ts';
import { now } from '../records.ts';
import { wrapped } from './contents.ts';
import { renderGitCommit, renderTag } from './render.ts';

const NewTag = z.object({
  tag: z.string().min(1),
  message: z.string(),
  object: z.string(),
  type: z.enum(['commit', 'tree', 'blob']),
  tagger: z
    .object({ name: z.string(), email: z.string(), date: z.iso.datetime({ offset: true }).optional() })
    .optional(),
});
const NewBlob = z.object({ content: z.string(), encoding: z.enum(['utf-8', 'base64']).default('utf-8') });

const Entry = z.object({
  path: z.string().min(1),
  mode: z.enum(['100644', '100755', '040000', '160000', '120000']),
  type: z.enum(['blob', 'tree', 'commit']),
  sha: z.string().optional(),
  content: z.string().optional(),
});
const NewTree = z.object({ tree: z.array(Entry).min(1) });
const Person = z.object({
  name: z.string().min(1),
  email: z.string().min(1),
  date: z.iso.datetime({ offset: true }).optional(),
});
const NewCommit = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).default([]),
  author: Person.optional(),
  committer: Person.optional(),
});

/** The objects of the git database: annotated tags, commits, trees and blobs. */
export function addGitObjects(door: Door, github: Github): void {
  addTagsAndBlobs(door, github);
  addTreesAndCommits(door, github);
}

/** docs.github.com, REST "Create a tree" (without `base_tree`) and "Create a commit". */
function addTreesAndCommits(door: Door, github: Github): void {
  const { git } = github;
  const requireType = async (sha: string, type: 'tree' | 'commit') => {
    if (!/^[0-9a-f]{40}$/.test(sha) || (await objectType(git, sha)) !== type)
      throw new GithubError(422, type === 'tree' ? 'Tree SHA does not exist' : 'Parent SHA does not exist');
  };

  door.repo('git.createTree', 'POST', '/git/trees', async (c) => {
    const { tree } = await readBody(c, NewTree);
    const lines = tree.map(async ({ path, mode, type, sha, content }) => {
      if ((sha === undefined) === (content === undefined))
        throw new GithubError(422, 'GitRPC::BadObjectState');
      const object = sha ?? (await git.text(['hash-object', '-w', '--stdin'], content));
      return `${mode} ${type} ${object}\t${path}`;
    });
    const made = await git.text(['mktree', '-z'], `${(await Promise.all(lines)).join('\0')}\0`);
    return c.json({ sha: made, url: apiUrl(github, `/git/trees/${made}`), tree: [], truncated: false }, 201);
  });

  door.repo('git.createCommit', 'POST', '/git/commits', async (c, caller) => {
    const asked = await readBody(c, NewCommit);
    await requireType(asked.tree, 'tree');
    for (const parent of asked.parents) await requireType(parent, 'commit');
    const author = asked.author ?? { name: caller.name, email: caller.email };
    const made = await writeCommit(git, {
      ...asked,
      author: dated(github, author),
      committer: dated(github, asked.committer ?? author),
    });
    const commit = await readCommit(git, made);
    if (commit === undefined) throw notFound();
    return c.json(renderGitCommit(github, commit), 201);
  });
}

function dated(
  { clock }: Github,
  { name, email, date }: z.infer<typeof Person>,
): { name: string; email: string; date: string } {
  return { name, email, date: utcSeconds(date ?? now(clock)) };
}

function addTagsAndBlobs(door: Door, github: Github): void {
  const { git } = github;

  door.repo('git.createTag', 'POST', '/git/tags', async (c, caller) => {
    const asked = await readBody(c, NewTag);
    if ((await git.maybe(['check-ref-format', `refs/tags/${asked.tag}`])) === undefined)
      throw new GithubError(422, `${asked.tag} is not a valid tag name.`);
    const isThere =
      /^[0-9a-f]{40}$/.test(asked.object) && (await objectType(git, asked.object)) === asked.type;
    if (!isThere) throw new GithubError(422, 'Could not verify object');
    const date = utcSeconds(asked.tagger?.date ?? now(github.clock));
    const { name, email } = asked.tagger ?? caller;
    const sha = await writeTag(git, { ...asked, tagger: { name, email, date } });
    const tag = await readTag(git, sha);
    if (tag === undefined) throw notFound();
    return c.json(renderTag(github, tag), 201);
  });

  door.repo('git.getTag', 'GET', '/git/tags/:sha', async (c) => {
    const tag = await readTag(git, param(c, 'sha'));
    if (tag === undefined) throw notFound();
    return c.json(renderTag(github, tag));
  });

  door.repo('git.getCommit', 'GET', '/git/commits/:sha', async (c) => {
    const sha = param(c, 'sha');
    const commit = (await objectType(git, sha)) === 'commit' ? await readCommit(git, sha) : undefined;
    if (commit === undefined) throw notFound();
    return c.json(renderGitCommit(github, commit));
  });

  door.repo('git.createBlob', 'POST', '/git/blobs', async (c) => {
    const { content, encoding } = await readBody(c, NewBlob);
    const text = encoding === 'base64' ? Buffer.from(content, 'base64') : Buffer.from(content, 'utf8');
    const sha = await git.text(['hash-object', '-w', '--stdin'], text);
    return c.json({ sha, url: apiUrl(github, `/git/blobs/${sha}`) }, 201);
  });

  door.repo('git.getBlob', 'GET', '/git/blobs/:sha', async (c) => {
    const sha = param(c, 'sha');
    const bytes = await readBlob(git, sha);
    if (bytes === undefined) throw notFound();
    const url = apiUrl(github, `/git/blobs/${sha}`);
    return c.json({ sha, size: bytes.length, url, encoding: 'base64', content: wrapped(bytes) });
  });
}
