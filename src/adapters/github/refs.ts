import { z } from 'zod';
import { NO_COMMIT, type Scm, type Tag } from '../../ports/scm.ts';
import type { Door } from './door.ts';
import { failure } from './errors.ts';

/** The tagger of annotated tags. */
export interface Tagger {
  name: string;
  email: string;
}

export const NAVI_TAGGER: Tagger = { name: 'Navi', email: 'navi@users.noreply.github.com' };

const RefAnswer = z.object({ object: z.object({ type: z.string(), sha: z.string() }) });
const TagAnswer = z.object({
  sha: z.string(),
  message: z.string(),
  object: z.object({ type: z.string(), sha: z.string() }),
});

/** The limit of nested tag objects before the commit. */
const DEPTH = 3;

export async function readTag(door: Door, name: string): Promise<Tag | undefined> {
  const object = await readRef(door, `tags/${name}`);
  if (object === undefined) return undefined;
  let at = object;
  for (let depth = 0; at.type === 'tag' && depth < DEPTH; depth += 1)
    at = (await readTagObject(door, at.sha)).object;
  if (at.type !== 'commit')
    throw failure(door.call, 'refused', {
      problem: `the tag ${name} leads to ${at.type === 'tag' ? 'more than three tags' : `a ${at.type}`}, not to a commit`,
      code: NO_COMMIT,
    });
  return { commit: at.sha, object: object.sha };
}

/** A branch's ref always names a commit. */
export async function readBranch(door: Door, name: string): ReturnType<Scm['branch']> {
  const object = await readRef(door, `heads/${name}`);
  return object === undefined ? undefined : { head: object.sha };
}

/**
 * Creates the object first, then the ref to it. Everything in the object comes from the arguments, so a repeat finds
 * the same object; an existing ref is GitHub's 422 "Reference already exists", a `conflict`.
 */
export async function createTag(
  door: Door,
  tag: Parameters<Scm['createTag']>[0],
  tagger: Tagger,
): Promise<Tag> {
  const sha = await createTagObject(door, { ...tag, tagger: { ...tagger, date: wholeSeconds(tag.date) } });
  await createRef(door, `refs/tags/${tag.name}`, sha);
  return { commit: tag.commit, object: sha };
}

const Repository = z.object({ node_id: z.string() });
/** The value of a missing ref (docs.github.com, "updateRefs"). */
const NOTHING = '0'.repeat(40);
const UPDATE_REFS = 'mutation ($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }';

/** Deletes the tag only while it is this object. */
export function deleteTag(door: Door, { name, object }: Parameters<Scm['deleteTag']>[0]): Promise<void> {
  return changeTag(door, name, { from: object, to: null });
}

/** Moves or creates the tag only while it is what was found. */
export function restoreTag(
  door: Door,
  { name, object, from }: Parameters<Scm['restoreTag']>[0],
): Promise<void> {
  return changeTag(door, name, { from, to: object });
}

/**
 * The REST API's changes of a ref have no precondition, this one has. Null is a missing ref. A tag object does not
 * descend from another, so a move is forced; the precondition holds all the same.
 */
async function changeTag(
  door: Door,
  name: string,
  { from, to }: { from: string | null; to: string | null },
): Promise<void> {
  const [found, repository] = await Promise.all([
    readRef(door, `tags/${name}`),
    door.ask({ route: 'GET /repos/{owner}/{repo}', effect: 'read' }),
  ]);
  if ((found?.sha ?? null) !== from)
    throw failure(door.call, 'conflict', { problem: `the tag ${name} is ${found?.sha ?? 'gone'}` });
  const isMove = from !== null && to !== null;
  await door.mutate(UPDATE_REFS, {
    repositoryId: Repository.parse(repository.data).node_id,
    refUpdates: [
      {
        name: `refs/tags/${name}`,
        beforeOid: from ?? NOTHING,
        afterOid: to ?? NOTHING,
        ...(isMove ? { force: true } : {}),
      },
    ],
  });
}

/** GitHub keeps an object without a ref for some time only. */
export async function readTagOf(door: Door, sha: string): ReturnType<Scm['tagObject']> {
  const route = 'GET /repos/{owner}/{repo}/git/tags/{tag_sha}';
  const found = await door.find({ route, params: { tag_sha: sha }, effect: 'read' });
  return found === undefined ? undefined : { commit: TagAnswer.parse(found.data).object.sha };
}

/**
 * The claim of a workflow from before the protocol: a tag object that names the run. An existing ref is a `conflict`.
 */
export async function createOldClaim(
  door: Door,
  { operation, run, commit }: Parameters<Scm['createOldClaim']>[0],
): Promise<void> {
  const message = `Claimed for ${operation}\n\nrun: ${run}\n`;
  const sha = await createTagObject(door, { name: `navi-claim-${operation}`, commit, message });
  await createRef(door, `refs/navi/${operation}`, sha);
}

export async function readRef(door: Door, ref: string) {
  const route = 'GET /repos/{owner}/{repo}/git/ref/{ref}';
  const found = await door.find({ route, params: { ref }, effect: 'read' });
  return found === undefined ? undefined : RefAnswer.parse(found.data).object;
}

export async function readTagObject(door: Door, sha: string) {
  const route = 'GET /repos/{owner}/{repo}/git/tags/{tag_sha}';
  const { data } = await door.ask({ route, params: { tag_sha: sha }, effect: 'read' });
  return TagAnswer.parse(data);
}

async function createTagObject(
  door: Door,
  tag: { name: string; commit: string; message: string; tagger?: Tagger & { date: string } },
): Promise<string> {
  const { name, commit, message, tagger } = tag;
  const { data } = await door.ask({
    route: 'POST /repos/{owner}/{repo}/git/tags',
    params: {
      tag: name,
      message,
      object: commit,
      type: 'commit',
      ...(tagger === undefined ? {} : { tagger }),
    },
    effect: 'write',
  });
  return z.object({ sha: z.string() }).parse(data).sha;
}

export async function createRef(door: Door, ref: string, sha: string): Promise<void> {
  await door.ask({
    route: 'POST /repos/{owner}/{repo}/git/refs',
    params: { ref, sha },
    effect: 'write',
  });
}

/** Git stores no milliseconds, and the object must not depend on the server's rounding. */
export function wholeSeconds(date: string): string {
  return new Date(date).toISOString().replace(/\.\d+Z$/, 'Z');
}
