import { z } from 'zod';
import { type Claim, type ClaimHead, runOfClaim } from '../../domain/claim.ts';
import type { Scm } from '../../ports/scm.ts';
import { parseClaim, renderClaim } from './claim-file.ts';
import type { Door } from './door.ts';
import { failure, normalise } from './errors.ts';
import { createRef, readRef, readTagObject, type Tagger, wholeSeconds } from './refs.ts';
import { readTextFile } from './source.ts';

/** The one file of a claim's tree. */
const FILE = 'claim.json';
/** How often a revoke is repeated when the claim moves meanwhile. */
const TRIES = 5;

/** The message of an old claim's tag object names its run. */
const OLD_CLAIM = /^run: (\d+)$/m;
const Sha = z.object({ sha: z.string() });
const CommitAnswer = z.object({ parents: z.array(Sha) });

export async function readClaim(door: Door, operation: string): Promise<ClaimHead | undefined> {
  const ref = await readRef(door, `navi/${operation}`);
  if (ref === undefined) return undefined;
  return ref.type === 'tag' ? readOldClaim(door, ref.sha) : readCommit(door, ref.sha);
}

async function readCommit(door: Door, sha: string): Promise<ClaimHead> {
  const [{ data }, text] = await Promise.all([
    door.ask({
      route: 'GET /repos/{owner}/{repo}/git/commits/{commit_sha}',
      params: { commit_sha: sha },
      effect: 'read',
    }),
    readTextFile(door, FILE, sha),
  ]);
  const claim = text === undefined ? undefined : parseClaim(text);
  if (claim === undefined) throw failure(door.call, 'refused', { problem: `${sha} holds no claim` });
  const [parent] = CommitAnswer.parse(data).parents;
  return { sha, parent: parent?.sha ?? null, claim };
}

async function readOldClaim(door: Door, sha: string): Promise<ClaimHead> {
  const { message, object } = await readTagObject(door, sha);
  const run = OLD_CLAIM.exec(message)?.[1];
  if (run === undefined) throw failure(door.call, 'refused', { problem: `the tag ${sha} names no run` });
  return { sha: object.sha, parent: null, claim: { state: 'old', run: Number(run) } };
}

/** Creates the ref, or moves it forward from `onto`. A foreign commit is a `conflict`. */
export async function openClaim(
  door: Door,
  { approved, date, onto }: Parameters<Scm['openClaim']>[0],
  author: Tagger,
): Promise<{ sha: string }> {
  const { operation } = approved;
  const sha = await commitClaim(door, { claim: { state: 'open', approved }, operation, onto, author, date });
  await putRef(door, { operation, sha, onto });
  return { sha };
}

/** One commit, whose parent is exactly the open claim's. */
export async function bindClaim(
  door: Door,
  { open, approved, run, date }: Parameters<Scm['bindClaim']>[0],
  author: Tagger,
): Promise<{ sha: string }> {
  const claim: Claim = { state: 'bound', approved, run };
  const { operation } = approved;
  const sha = await commitClaim(door, { claim, operation, onto: open, author, date });
  await putRef(door, { operation, sha, onto: open });
  return { sha };
}

/**
 * Adds a child to the current commit, which is read again whenever it has moved; a missing claim is created as
 * revoked.
 */
export async function revokeClaim(
  door: Door,
  { operation, reason, date }: Parameters<Scm['revokeClaim']>[0],
  author: Tagger,
): Promise<{ run: number | null }> {
  for (let attempt = 1; ; attempt += 1) {
    const head = await readClaim(door, operation);
    const run = head === undefined ? null : runOfClaim(head.claim);
    if (head?.claim.state === 'revoked') return { run };
    const claim: Claim = { state: 'revoked', operation, reason, run };
    const onto = head?.sha ?? null;
    try {
      const sha = await commitClaim(door, { claim, operation, onto, author, date });
      await putRef(door, { operation, sha, onto });
      return { run };
    } catch (error) {
      if (normalise(door.call, error).facts.kind !== 'conflict' || attempt === TRIES) throw error;
    }
  }
}

interface NewCommit {
  claim: Claim;
  operation: string;
  onto: string | null;
  author: Tagger;
  date: string;
}

/** Everything in the commit comes from the arguments, so a repeat finds the same commit. */
async function commitClaim(door: Door, { claim, operation, onto, ...by }: NewCommit): Promise<string> {
  const tree = await door.ask({
    route: 'POST /repos/{owner}/{repo}/git/trees',
    params: { tree: [{ path: FILE, mode: '100644', type: 'blob', content: renderClaim(claim) }] },
    effect: 'write',
  });
  const who = { ...by.author, date: wholeSeconds(by.date) };
  const { data } = await door.ask({
    route: 'POST /repos/{owner}/{repo}/git/commits',
    params: {
      message: `Claim of ${operation}: ${claim.state}\n`,
      tree: Sha.parse(tree.data).sha,
      parents: onto === null ? [] : [onto],
      author: who,
      committer: who,
    },
    effect: 'write',
  });
  return Sha.parse(data).sha;
}

async function putRef(
  door: Door,
  { operation, sha, onto }: { operation: string; sha: string; onto: string | null },
): Promise<void> {
  if (onto === null) return createRef(door, `refs/navi/${operation}`, sha);
  await door.ask({
    route: 'PATCH /repos/{owner}/{repo}/git/refs/{ref}',
    params: { ref: `navi/${operation}`, sha, force: false },
    effect: 'write',
  });
}
