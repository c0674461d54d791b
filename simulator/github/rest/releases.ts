import type { Context } from 'hono';
import { z } from 'zod';
import { GithubError, idParam, notFound, page, param, readBody } from '../answers.ts';
import type { Door } from '../door.ts';
import { resolveCommit } from '../git/objects.ts';
import { createRef, findRef } from '../git/refs.ts';
import { apiUrl, type Github, pageUrl } from '../github.ts';
import { now, type ReleaseRecord } from '../records.ts';
import { onRefChange } from '../triggers.ts';
import { generateNotes, invalidField, NotesRequest } from './release-notes.ts';
import { renderRepository, renderUser } from './render.ts';

const MakeLatest = z.enum(['true', 'false', 'legacy']);
const Change = z.object({
  tag_name: z.string().min(1).optional(),
  target_commitish: z.string().optional(),
  name: z.string().nullish(),
  body: z.string().nullish(),
  draft: z.boolean().optional(),
  prerelease: z.boolean().optional(),
  make_latest: MakeLatest.optional(),
});
const NewRelease = Change.extend({
  tag_name: z.string().min(1),
  generate_release_notes: z.boolean().optional(),
});
/** Releases of the repository, and notes for them. */
export function addReleases(door: Door, github: Github): void {
  const { records } = github.book;
  const found = (release: ReleaseRecord | undefined) => {
    if (release === undefined) throw notFound();
    return release;
  };
  const byId = (c: Context) => found(records.releases.find((one) => one.id === idParam(c, 'id')));

  door.repo('repos.listReleases', 'GET', '/releases', (c) =>
    c.json(page(c, records.releases).map((release) => render(github, release))),
  );
  door.repo('repos.getLatestRelease', 'GET', '/releases/latest', (c) =>
    c.json(render(github, found(latestOf(records.releases)))),
  );
  door.repo('repos.getReleaseByTag', 'GET', '/releases/tags/:tag{.+}', (c) =>
    c.json(render(github, found(records.releases.find((one) => one.tag === param(c, 'tag') && !one.draft)))),
  );
  door.repo('repos.generateReleaseNotes', 'POST', '/releases/generate-notes', async (c) =>
    c.json(await generateNotes(github, await readBody(c, NotesRequest))),
  );
  door.repo('repos.getRelease', 'GET', '/releases/:id', (c) => c.json(render(github, byId(c))));
  door.repo('repos.createRelease', 'POST', '/releases', async (c, caller) => {
    const release = await create(github, await readBody(c, NewRelease), caller.login);
    return c.json(render(github, release), 201);
  });
  door.repo('repos.updateRelease', 'PATCH', '/releases/:id', async (c, caller) => {
    const release = byId(c);
    await change(github, { release, asked: await readBody(c, Change), actor: caller.login });
    return c.json(render(github, release));
  });
}

async function create(
  github: Github,
  asked: z.infer<typeof NewRelease>,
  actor: string,
): Promise<ReleaseRecord> {
  const { records, id } = github.book;
  if (records.releases.some((one) => one.tag === asked.tag_name))
    throw invalidField('already_exists', 'tag_name');
  requireBody(asked.body);
  const target = asked.target_commitish ?? github.settings.defaultBranch;
  if (asked.draft !== true) await requireTag(github, { tag: asked.tag_name, target, actor });
  const notes = asked.generate_release_notes === true ? await generateNotes(github, asked) : undefined;
  const release: ReleaseRecord = {
    id: id(),
    tag: asked.tag_name,
    target,
    name: asked.name ?? notes?.name ?? asked.tag_name,
    body: [asked.body, notes?.body].filter((part) => part != null).join('\n\n') || null,
    draft: asked.draft ?? false,
    prerelease: asked.prerelease ?? false,
    makeLatest: asked.make_latest ?? 'true',
    author: actor,
    createdAt: now(github.clock),
    publishedAt: asked.draft === true ? null : now(github.clock),
  };
  records.releases.unshift(release);
  if (release.makeLatest === 'true') onlyLatest(records.releases, release);
  announce(github, release);
  return release;
}

/** GitHub's limit for a release's text. */
const MOST_CHARACTERS = 125_000;

function requireBody(body: string | null | undefined): void {
  if ((body ?? '').length <= MOST_CHARACTERS) return;
  const message = `body is too long (maximum is ${MOST_CHARACTERS} characters)`;
  throw new GithubError(422, 'Validation Failed', [
    { resource: 'Release', code: 'custom', field: 'body', message },
  ]);
}

interface ReleaseChange {
  release: ReleaseRecord;
  asked: z.infer<typeof Change>;
  actor: string;
}

async function change(github: Github, { release, asked, actor }: ReleaseChange): Promise<void> {
  requireBody(asked.body);
  const wasDraft = release.draft;
  release.tag = asked.tag_name ?? release.tag;
  release.target = asked.target_commitish ?? release.target;
  release.name = asked.name === undefined ? release.name : asked.name;
  release.body = asked.body === undefined ? release.body : asked.body;
  release.draft = asked.draft ?? release.draft;
  release.prerelease = asked.prerelease ?? release.prerelease;
  release.makeLatest = asked.make_latest ?? release.makeLatest;
  if (asked.make_latest === 'true') onlyLatest(github.book.records.releases, release);
  github.book.changed();
  if (!release.draft) await requireTag(github, { tag: release.tag, target: release.target, actor });
  if (!wasDraft || release.draft) return;
  release.publishedAt = now(github.clock);
  announce(github, release);
}

function announce(github: Github, release: ReleaseRecord): void {
  github.book.changed();
  if (release.draft) return;
  github.emit('release', {
    action: 'published',
    release: render(github, release),
    repository: renderRepository(github),
    sender: renderUser(github, release.author),
  });
}

/** Publishing a release creates its tag at the target when there is none, as on GitHub. */
async function requireTag(
  github: Github,
  { tag, target, actor }: { tag: string; target: string; actor: string },
) {
  const name = `refs/tags/${tag}`;
  if ((await findRef(github.git, name)) !== undefined) return;
  const sha = await resolveCommit(github.git, target);
  if (sha === undefined) throw invalidField('invalid', 'target_commitish');
  github.rules.check({ ref: name, by: actor, what: 'creations' });
  if (await createRef(github.git, name, sha))
    await onRefChange(github, { name, before: undefined, after: sha, actor });
}

/** One release at a time is the latest; the one before may become it again on request. */
function onlyLatest(releases: readonly ReleaseRecord[], latest: ReleaseRecord): void {
  for (const one of releases) if (one !== latest && one.makeLatest === 'true') one.makeLatest = 'legacy';
}

/** The one that was made the latest; else the newest that may be. */
function latestOf(releases: ReleaseRecord[]): ReleaseRecord | undefined {
  const may = releases.filter((one) => !one.draft && !one.prerelease && one.makeLatest !== 'false');
  return may.find((one) => one.makeLatest === 'true') ?? may[0];
}

function render(github: Github, release: ReleaseRecord): Record<string, unknown> {
  return {
    id: release.id,
    url: apiUrl(github, `/releases/${release.id}`),
    html_url: pageUrl(github, `/releases/tag/${release.tag}`),
    tag_name: release.tag,
    target_commitish: release.target,
    name: release.name,
    body: release.body,
    draft: release.draft,
    prerelease: release.prerelease,
    immutable: false,
    created_at: release.createdAt,
    published_at: release.publishedAt,
    author: renderUser(github, release.author),
    assets: [],
  };
}
