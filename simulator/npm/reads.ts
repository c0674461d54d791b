import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { type Packument, seenBy, seenTags } from './packument.ts';
import { type Place, packageOf, refuse } from './place.ts';

/** A packument, or one version of it. `?write=true` reads the primary, as the client does before it writes. */
export async function getPackument(place: Place, c: Context): Promise<Response> {
  const name = packageOf(c);
  const packument = await place.upstream.packument(name, c.req.header('accept'));
  if (packument === undefined) return refuse(404, 'Not found');
  const isPrimary = c.req.query('write') === 'true';
  const sight = isPrimary ? PRIMARY : place.lag.metadata(name);
  const seen = withOwners(place, seenBy(packument, sight, place.url()), c.req.header('accept'));
  if (Object.keys(seen.versions).length === 0) return refuse(404, 'Not found');
  const asked = c.req.param('version');
  if (asked === undefined) return withTag(c, seen);
  const manifest = seen.versions[seen['dist-tags'][asked] ?? asked];
  return manifest === undefined ? refuse(404, `version not found: ${asked}`) : withTag(c, manifest);
}

/** What our proxy knows of a package and verdaccio does not. The abbreviated form has no maintainers. */
function withOwners(place: Place, packument: Packument, accept = ''): Packument {
  const { name } = packument;
  const versions = Object.entries(packument.versions).map(([version, manifest]) => {
    const { integrity } = manifest.dist;
    const signed =
      integrity === undefined ? {} : { signatures: place.keys.signaturesOf(name, version, integrity) };
    return [version, { ...manifest, dist: { ...manifest.dist, ...signed } }];
  });
  const maintainers = place.ownership.maintainersOf(name);
  const isShort = accept.includes('application/vnd.npm.install-v1+json');
  return { ...packument, versions: Object.fromEntries(versions), ...(isShort ? {} : { maintainers }) };
}

const PRIMARY = { isVisible: () => true, tagOf: (_tag: string, version: string) => version };

export async function getDistTags(place: Place, c: Context): Promise<Response> {
  const name = packageOf(c);
  const packument = await place.upstream.packument(name);
  if (packument === undefined) return refuse(404, 'Not found');
  return withTag(c, seenTags(packument['dist-tags'], place.lag.metadata(name)));
}

/** The call of `npm access get status`; a restricted package does not exist for unknown callers. */
export async function getVisibility(place: Place, c: Context): Promise<Response> {
  const name = packageOf(c);
  if ((await place.upstream.packument(name)) === undefined) return refuse(404, 'Not found');
  const isPublic = !place.isRestricted(name);
  if (!isPublic && (await place.upstream.userOf(c)) === undefined) return refuse(404, 'Not found');
  return c.json({ public: isPublic });
}

/** A tarball; 404 while it has not arrived, even if its metadata is visible already. */
export async function getTarball(place: Place, c: Context): Promise<Response> {
  const name = packageOf(c);
  const file = c.req.param('file') ?? '';
  const bare = name.split('/').at(-1) ?? name;
  const version = file.slice(bare.length + 1, -'.tgz'.length);
  if (!place.lag.isTarballVisible(name, version)) return refuse(404, 'Not found');
  return place.upstream.forward(c);
}

/** `whoami`; npmjs answers 401 where verdaccio answers an empty object. */
export async function whoami(place: Place, c: Context): Promise<Response> {
  const username = await place.upstream.userOf(c);
  return username === undefined ? refuse(401, 'Unauthorized') : c.json({ username });
}

const PERIOD_DAYS: Readonly<Record<string, number>> = { 'last-day': 1, 'last-week': 7, 'last-month': 30 };
const DAY_MS = 86_400_000;

/** `/downloads/point/<period>/<package>`: invented, but the same for the same package and day, a day late. */
export async function getDownloads(place: Place, c: Context): Promise<Response> {
  const name = packageOf(c);
  const days = PERIOD_DAYS[c.req.param('period') ?? ''];
  if (days === undefined) return refuse(400, 'end date > start date');
  if ((await place.upstream.packument(name)) === undefined) return refuse(404, `package ${name} not found`);
  const end = Math.floor(place.now() / DAY_MS) - 1;
  const dates = Array.from({ length: days }, (_, back) => end - back);
  const day = (date: number) => new Date(date * DAY_MS).toISOString().slice(0, 10);
  const downloads = dates.reduce((sum, date) => sum + downloadsOn(name, date), 0);
  return c.json({ downloads, start: day(end - days + 1), end: day(end), package: name });
}

function downloadsOn(name: string, date: number): number {
  return 200 + (createHash('sha256').update(`${name} ${date}`).digest()[0] ?? 0);
}

/** JSON with an entity tag; a caller that already has it gets a 304, as npm's client asks for. */
function withTag(c: Context, body: object): Response {
  const text = JSON.stringify(body);
  const etag = `"${createHash('md5').update(text).digest('hex')}"`;
  const headers = { 'content-type': 'application/json; charset=utf-8', etag };
  if (c.req.header('if-none-match')?.replace(/^W\//, '') === etag)
    return new Response(null, { status: 304, headers });
  return new Response(text, { headers });
}
