import type { Context } from 'hono';
import { z } from 'zod';
import { parseJson, readBody } from '../kernel/body.ts';
import type { Packument } from './packument.ts';
import { type Place, packageOf, refuse } from './place.ts';
import { bearerOf, TRUSTED_TOKEN } from './trust.ts';

/** npm's own limit is larger; ours only bounds the read. */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** npmjs refuses a packument that was read before another write. */
export const STALE =
  'Failed to save packument. A common cause is if you try to publish a new package before the previous package has been fully processed.';

const DAY_MS = 86_400_000;

const Written = z.looseObject({
  _rev: z.string().optional(),
  _attachments: z.record(z.string(), z.unknown()).optional(),
  versions: z.record(z.string(), z.unknown()).default({}),
});

/**
 * `PUT /<package>`: a publish when it brings a tarball, else a change of the packument such as a deprecation. Stricter
 * than verdaccio, as npmjs is: a version is published once, and an old `_rev` may be a conflict.
 */
export async function putPackument(place: Place, c: Context): Promise<Response> {
  const name = packageOf(c);
  const body = await readBody(c.req.raw, MAX_BODY_BYTES);
  if (body === undefined) return refuse(413, 'Payload too large');
  const written = Written.safeParse(parseJson(body.toString('utf8')));
  if (!written.success) return refuse(400, 'Bad request: the packument is not well formed');
  const isPublish = Object.keys(written.data._attachments ?? {}).length > 0;
  const writer = await writerOf(place, c, { name, isPublish });
  if (writer instanceof Response) return writer;
  const before = await place.upstream.packument(name);
  if (!isPublish) return change(place, c, { body, rev: written.data._rev, before });
  const versions = Object.keys(written.data.versions);
  const refused = whyNotPublished(place, { name, versions, before });
  if (refused !== undefined) return refused;
  const answer = await place.upstream.forward(c, body, writer.token);
  if (!answer.ok) return answer;
  place.lag.note(name, { versions, tags: before?.['dist-tags'] ?? {} });
  if (before === undefined && writer.user !== undefined) place.ownership.notePublisher(name, writer.user);
  return answer;
}

/** A version that was used once is never used again, and a package that is gone rests for a day. */
function whyNotPublished(
  { ownership, now }: Place,
  { name, versions, before }: { name: string; versions: string[]; before: Packument | undefined },
): Response | undefined {
  const isTaken = (version: string) =>
    before?.versions[version] !== undefined || ownership.wasUnpublished(name, version);
  const taken = versions.filter(isTaken);
  if (taken.length > 0)
    return refuse(403, `You cannot publish over the previously published versions: ${taken.join(', ')}.`);
  const gone = ownership.goneSince(name);
  if (before === undefined && gone !== undefined && now() - gone < DAY_MS)
    return refuse(403, `${name} cannot be republished until 24 hours have passed.`);
  return undefined;
}

/**
 * Whether the caller may write, and the token for it where our proxy uses another than the caller's own. A trusted
 * publisher's token can only publish its one package (docs.npmjs.com/trusted-publishers, "Limitations").
 */
export async function writerOf(
  place: Place,
  c: Context,
  { name, isPublish }: { name: string; isPublish: boolean },
): Promise<{ token: string | undefined; user?: string } | Response> {
  if (!bearerOf(c)?.startsWith(TRUSTED_TOKEN)) {
    const user = await place.upstream.userOf(c);
    if (user === undefined) return refuse(401, 'You must be logged in to publish packages.');
    const isNew = (await place.upstream.packument(name)) === undefined;
    if (isNew || place.ownership.maintainersOf(name).some((one) => one.name === user))
      return { token: undefined, user };
    return refuse(
      403,
      `You do not have permission to publish "${name}". Are you logged in as the correct user?`,
    );
  }
  const publisher = place.trust.publisherOf(bearerOf(c));
  if (publisher === undefined) return refuse(401, 'Unauthorized');
  if (!isPublish || publisher.package !== name || !publisher.mayPublish)
    return refuse(403, 'OIDC permission denied for this action');
  return { token: await place.trustedToken() };
}

interface Change {
  body: Buffer;
  rev: string | undefined;
  before: Packument | undefined;
}

async function change(place: Place, c: Context, { body, rev, before }: Change): Promise<Response> {
  if (before === undefined) return refuse(404, 'Not found');
  if (place.isStaleRevConflict() && rev !== before._rev) return refuse(409, STALE);
  return place.upstream.forward(c, body);
}

/** `PUT /-/package/<package>/dist-tags/<tag>`, the version as a JSON string; it must exist. */
export async function putDistTag(place: Place, c: Context): Promise<Response> {
  const name = packageOf(c);
  const body = await readBody(c.req.raw, MAX_BODY_BYTES);
  const writer = await writerOf(place, c, { name: packageOf(c), isPublish: false });
  if (writer instanceof Response) return writer;
  const version = z.string().safeParse(parseJson(body?.toString('utf8') ?? ''));
  if (!version.success) return refuse(400, 'invalid version');
  const before = await place.upstream.packument(name);
  if (before?.versions[version.data] === undefined) return refuse(404, `version not found: ${version.data}`);
  const answer = await place.upstream.forward(c, body);
  if (answer.ok) place.lag.note(name, { versions: [], tags: before['dist-tags'] });
  return answer;
}

/** `DELETE` of a tag; `latest` stays, as on npmjs (docs/services.md, npm). */
export async function deleteDistTag(place: Place, c: Context): Promise<Response> {
  const writer = await writerOf(place, c, { name: packageOf(c), isPublish: false });
  if (writer instanceof Response) return writer;
  const tag = c.req.param('tag') ?? '';
  if (tag === 'latest') return refuse(400, 'The "latest" dist-tag cannot be deleted');
  const before = await place.upstream.packument(packageOf(c));
  if (before?.['dist-tags'][tag] === undefined) return refuse(404, 'Not found');
  return place.upstream.forward(c);
}
