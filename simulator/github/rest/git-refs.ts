import { z } from 'zod';
import { GithubError, notFound, page, param, readBody } from '../answers.ts';
import type { Door } from '../door.ts';
import { objectType } from '../git/objects.ts';
import { createRef, deleteRef, findRef, isRefName, listRefs, moveRef, type Ref } from '../git/refs.ts';
import { apiUrl, type Github } from '../github.ts';
import { onRefChange } from '../triggers.ts';

const NewRef = z.object({ ref: z.string(), sha: z.string() });
const RefChange = z.object({ sha: z.string(), force: z.boolean().default(false) });

/** References: any name under `refs/`, branches and tags among them. */
export function addGitRefs(door: Door, github: Github): void {
  addReading(door, github);
  addWriting(door, github);
}

function addReading(door: Door, github: Github): void {
  const { git } = github;
  door.repo('git.getRef', 'GET', '/git/ref/:ref{.+}', async (c) => {
    const ref = await findRef(git, `refs/${param(c, 'ref')}`);
    if (ref === undefined) throw notFound();
    return c.json(renderRef(github, ref));
  });

  for (const path of [
    '/git/matching-refs',
    '/git/matching-refs/',
    '/git/matching-refs/:ref{.+}',
    '/git/refs',
  ])
    door.repo('git.listMatchingRefs', 'GET', path, async (c) => {
      const refs = await listRefs(git, `refs/${c.req.param('ref') ?? ''}`);
      return c.json(page(c, refs).map((ref) => renderRef(github, ref)));
    });
}

function addWriting(door: Door, github: Github): void {
  const { git } = github;
  const existing = async (name: string) => {
    const ref = await findRef(git, name);
    if (ref === undefined) throw new GithubError(422, 'Reference does not exist');
    return ref;
  };

  door.repo('git.createRef', 'POST', '/git/refs', async (c, caller) => {
    const { ref: name, sha } = await readBody(c, NewRef);
    if (!(await isRefName(git, name))) throw new GithubError(422, `${name} is not a valid ref name.`);
    github.rules.check({ ref: name, by: caller.login, what: 'creations' });
    const type = await requireObject(github, sha);
    if (!(await createRef(git, name, sha))) {
      if ((await findRef(git, name)) !== undefined) throw new GithubError(422, 'Reference already exists');
      throw new GithubError(422, 'Reference cannot be created');
    }
    await onRefChange(github, { name, before: undefined, after: sha, actor: caller.login });
    return c.json(renderRef(github, { name, sha, type }), 201);
  });

  door.repo('git.updateRef', 'PATCH', '/git/refs/:ref{.+}', async (c, caller) => {
    const { sha, force } = await readBody(c, RefChange);
    const ref = await existing(`refs/${param(c, 'ref')}`);
    github.rules.check({ ref: ref.name, by: caller.login, what: 'updates' });
    const type = await requireObject(github, sha);
    const isForward = (await git.maybe(['merge-base', '--is-ancestor', ref.sha, sha])) !== undefined;
    if (!force && !isForward) throw new GithubError(422, 'Update is not a fast forward');
    if (!(await moveRef(git, ref.name, { from: ref.sha, to: sha })))
      throw new GithubError(422, 'Reference cannot be updated');
    await onRefChange(github, { name: ref.name, before: ref.sha, after: sha, actor: caller.login });
    return c.json(renderRef(github, { name: ref.name, sha, type }));
  });

  door.repo('git.deleteRef', 'DELETE', '/git/refs/:ref{.+}', async (c, caller) => {
    const ref = await existing(`refs/${param(c, 'ref')}`);
    github.rules.check({ ref: ref.name, by: caller.login, what: 'deletions' });
    await deleteRef(git, ref.name);
    await onRefChange(github, { name: ref.name, before: ref.sha, after: undefined, actor: caller.login });
    return c.body(null, 204);
  });
}

async function requireObject(github: Github, sha: string): Promise<string> {
  const type = /^[0-9a-f]{40}$/.test(sha) ? await objectType(github.git, sha) : undefined;
  if (type === undefined) throw new GithubError(422, 'Object does not exist');
  return type;
}

function renderRef(github: Github, { name, sha, type }: Ref): Record<string, unknown> {
  return {
    ref: name,
    node_id: `REF_${Buffer.from(name).toString('base64url')}`,
    url: apiUrl(github, `/git/${name}`),
    object: { sha, type, url: apiUrl(github, `/git/${type}s/${sha}`) },
  };
}
