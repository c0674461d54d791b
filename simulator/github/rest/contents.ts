import { notFound, param } from '../answers.ts';
import type { Door } from '../door.ts';
import { listTree, readBlob, resolveCommit, type TreeEntry } from '../git/objects.ts';
import { apiUrl, type Github, pageUrl } from '../github.ts';

/** Files and folders at a ref. */
export function addContents(door: Door, github: Github): void {
  const { git, settings } = github;
  for (const path of ['/contents', '/contents/', '/contents/:path{.+}'])
    door.repo('repos.getContent', 'GET', path, async (c) => {
      const ref = c.req.query('ref') ?? settings.defaultBranch;
      const commit = await resolveCommit(git, ref);
      if (commit === undefined) throw notFound();
      const wanted = (c.req.param('path') ?? '').replace(/\/+$/, '');
      if (wanted === '') return c.json(await renderFolder(github, { commit, ref, folder: '' }));
      const object = await git.maybe(['rev-parse', '--verify', '--quiet', `${commit}:${wanted}`]);
      if (object === undefined) throw notFound();
      const bytes = await readBlob(git, object);
      if (bytes === undefined) return c.json(await renderFolder(github, { commit, ref, folder: wanted }));
      if (/[.+]raw/.test(c.req.header('accept') ?? ''))
        return c.body(new Uint8Array(bytes), 200, {
          'content-type': 'application/vnd.github.raw+json; charset=utf-8',
        });
      const entry = { mode: '100644', type: 'blob', sha: object, size: bytes.length, path: wanted };
      return c.json({ ...renderEntry(github, entry, ref), encoding: 'base64', content: wrapped(bytes) });
    });

  door.repo('git.getTree', 'GET', '/git/trees/:sha', async (c) => {
    const sha = param(c, 'sha');
    const tree = await git.maybe(['rev-parse', '--verify', '--quiet', '--end-of-options', `${sha}^{tree}`]);
    if (tree === undefined) throw notFound();
    const recursive = c.req.query('recursive') !== undefined;
    const entries = await listTree(git, tree, { folder: '', recursive });
    return c.json({ sha: tree, url: apiUrl(github, `/git/trees/${tree}`), tree: entries, truncated: false });
  });
}

interface Folder {
  commit: string;
  ref: string;
  folder: string;
}

async function renderFolder(github: Github, { commit, ref, folder }: Folder): Promise<unknown[]> {
  const entries = await listTree(github.git, commit, { folder });
  return entries.map((entry) => renderEntry(github, entry, ref));
}

function renderEntry(
  github: Github,
  { path, type, sha, size }: TreeEntry,
  ref: string,
): Record<string, unknown> {
  const isFolder = type === 'tree';
  return {
    type: isFolder ? 'dir' : 'file',
    size: size ?? 0,
    name: path.split('/').at(-1) ?? path,
    path,
    sha,
    url: apiUrl(github, `/contents/${path}?ref=${encodeURIComponent(ref)}`),
    git_url: apiUrl(github, `/git/${isFolder ? 'trees' : 'blobs'}/${sha}`),
    html_url: pageUrl(github, `/${isFolder ? 'tree' : 'blob'}/${ref}/${path}`),
    download_url: null,
  };
}

/** base64 in lines of 60, as GitHub sends it. */
export function wrapped(bytes: Buffer): string {
  return bytes.toString('base64').replace(/.{1,60}/g, '$&\n');
}
