import type { Context } from 'hono';
import { z } from 'zod';
import { parseJson, readBody } from '../kernel/body.ts';
import type { Packument } from './packument.ts';
import { type Place, packageOf, refuse } from './place.ts';
import { MAX_BODY_BYTES, STALE, writerOf } from './writes.ts';

/** Later than this a package with more than 300 downloads a week stays (docs.npmjs.com/policies/unpublish). */
const REMOVABLE_MS = 72 * 3_600_000;

const Changed = z.looseObject({
  _rev: z.string().optional(),
  versions: z.record(z.string(), z.unknown()).optional(),
  maintainers: z.array(z.looseObject({ name: z.string(), email: z.string() })).optional(),
});

/** `PUT /<package>/-rev/<rev>`: `npm owner` names maintainers, `npm unpublish` leaves versions out. */
export async function putRevision(place: Place, c: Context): Promise<Response> {
  const name = packageOf(c);
  const body = await readBody(c.req.raw, MAX_BODY_BYTES);
  const changed = Changed.safeParse(parseJson(body?.toString('utf8') ?? ''));
  if (!changed.success) return refuse(400, 'Bad request: the packument is not well formed');
  const before = await writable(place, c);
  if (before instanceof Response) return before;
  const { versions, maintainers } = changed.data;
  if (versions === undefined) {
    if (maintainers === undefined || maintainers.length === 0)
      return refuse(400, 'a package has a maintainer');
    place.ownership.setMaintainers(
      name,
      maintainers.map((one) => ({ name: one.name, email: one.email })),
    );
    return Response.json({ ok: true });
  }
  const removed = Object.keys(before.versions).filter((version) => versions[version] === undefined);
  const refused = whyKept(place, before, removed);
  if (refused !== undefined) return refused;
  const answer = await place.upstream.forward(c, body);
  if (answer.ok) place.ownership.noteUnpublished(name, removed);
  return answer;
}

/** `DELETE /<package>/-rev/<rev>`: the whole package. */
export async function deletePackage(place: Place, c: Context): Promise<Response> {
  const before = await writable(place, c);
  if (before instanceof Response) return before;
  const versions = Object.keys(before.versions);
  const refused = whyKept(place, before, versions);
  if (refused !== undefined) return refused;
  const answer = await place.upstream.forward(c);
  if (answer.ok) place.ownership.noteGone(packageOf(c), versions);
  return answer;
}

/** `DELETE` of a tarball; it comes after its version has left the packument. */
export async function deleteTarball(place: Place, c: Context): Promise<Response> {
  const before = await writable(place, c);
  return before instanceof Response ? before : place.upstream.forward(c);
}

/** The package as it is, when the caller may change it and has read its newest revision. */
async function writable(place: Place, c: Context): Promise<Packument | Response> {
  const writer = await writerOf(place, c, { name: packageOf(c), isPublish: false });
  if (writer instanceof Response) return writer;
  const before = await place.upstream.packument(packageOf(c));
  if (before === undefined) return refuse(404, 'Not found');
  return c.req.param('rev') === before._rev ? before : refuse(409, STALE);
}

/** In the words of npmjs (npm/cli#1686). The simulated downloads are above 300 a week. */
function whyKept(place: Place, { name, time }: Packument, versions: readonly string[]): Response | undefined {
  const isOld = (version: string) => place.now() - Date.parse(time?.[version] ?? '') > REMOVABLE_MS;
  if (!versions.some(isOld)) return undefined;
  return refuse(
    405,
    `You can no longer unpublish this package.\nFailed criteria:\nhas too many downloads\n\nPlease deprecate it instead:\nnpm deprecate -f '${name}' "this package has been deprecated"`,
  );
}
