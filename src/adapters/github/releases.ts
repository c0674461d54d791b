import { z } from 'zod';
import type { Scm } from '../../ports/scm.ts';
import type { Door } from './door.ts';
import { requireSha } from './exact.ts';

const RELEASES = '/repos/{owner}/{repo}/releases';

const ReleaseAnswer = z.object({ id: z.number().int(), html_url: z.string(), body: z.string().nullish() });

const LatestAnswer = z.object({ tag_name: z.string() });

export async function readRelease(door: Door, tag: string): ReturnType<Scm['releaseByTag']> {
  const found = await door.find({ route: `GET ${RELEASES}/tags/{tag}`, params: { tag }, effect: 'read' });
  if (found === undefined) return undefined;
  const { id, html_url: url, body } = ReleaseAnswer.parse(found.data);
  return { id, url, body: body ?? '' };
}

/** A POST that changes nothing, so it may be repeated. */
export async function generateNotes(
  door: Door,
  { tag, commit, previous }: Parameters<Scm['generateNotes']>[0],
): Promise<string> {
  const { data } = await door.ask({
    route: `POST ${RELEASES}/generate-notes`,
    params: {
      tag_name: tag,
      target_commitish: requireSha(door, commit),
      ...(previous === null ? {} : { previous_tag_name: previous }),
    },
    effect: 'read',
  });
  return z.object({ body: z.string() }).parse(data).body;
}

/**
 * An existing release of the tag is GitHub's 422 `already_exists`, a `conflict`. GitHub creates a missing tag at
 * `target_commitish`, by default the head of the default branch (docs.github.com/en/rest/releases/releases).
 */
export async function createRelease(
  door: Door,
  release: Parameters<Scm['createRelease']>[0],
): ReturnType<Scm['createRelease']> {
  const { data } = await door.ask({
    route: `POST ${RELEASES}`,
    params: {
      tag_name: release.tag,
      target_commitish: requireSha(door, release.commit),
      name: release.title,
      body: release.body,
      make_latest: release.latest ? 'true' : 'false',
      ...(release.prerelease === true ? { prerelease: true } : {}),
    },
    effect: 'write',
  });
  const { id, html_url: url } = ReleaseAnswer.parse(data);
  return { id, url };
}

/** The release marked *Latest* on the repository's page; drafts and prereleases never are. */
export async function readLatestRelease(door: Door): ReturnType<Scm['latestRelease']> {
  const found = await door.find({ route: `GET ${RELEASES}/latest`, params: {}, effect: 'read' });
  return found === undefined ? undefined : { tag: LatestAnswer.parse(found.data).tag_name };
}

/** Changes only the given fields (docs.github.com/en/rest/releases/releases#update-a-release). */
export async function updateRelease(
  door: Door,
  { id, body, latest }: Parameters<Scm['updateRelease']>[0],
): Promise<void> {
  await door.ask({
    route: `PATCH ${RELEASES}/{release_id}`,
    params: {
      release_id: id,
      ...(body !== undefined && { body }),
      ...(latest !== undefined && { make_latest: 'true' }),
    },
    effect: 'write',
  });
}
