import type { Context } from 'hono';
import { invalid, noSuchObject, preconditionFailed } from './errors.ts';
import { type Asked, renderMedia, renderPublic } from './media.ts';
import type { StoredObject } from './objects.ts';
import { type Place, partOf, queryOf, refuseGeneration } from './place.ts';
import { isUnmet } from './preconditions.ts';
import { resourceOf } from './stated.ts';

/** `objects.get`: the metadata of an object, or with `alt=media` its bytes; `generation` names an earlier one. */
export function getObject(place: Place, c: Context): Response {
  const query = queryOf(c);
  const name = c.req.param('object') ?? '';
  const generation = query('generation');
  const bad = refuseGeneration(generation);
  if (bad !== undefined) return bad;
  const object = generation === undefined ? place.objects.live(name) : place.objects.at(name, generation);
  if (object === undefined) return missing(place, name, query('alt') === 'media');
  if (query('ifGenerationNotMatch') === object.generation) return new Response(null, { status: 304 });
  if (isUnmet(query, object)) return preconditionFailed();
  return query('alt') === 'media' ? renderMedia(object, askedOf(c)) : partOf(c, resourceOf(place, object));
}

function askedOf(c: Context): Asked {
  return { acceptEncoding: c.req.header('accept-encoding'), range: c.req.header('range') };
}

/** A public read, as a CDN's origin fetch makes it. */
export function readPublic(place: Place, c: Context): Response {
  const name = decodeURIComponent(c.req.path.split('/').slice(3).join('/'));
  const object = place.objects.live(name);
  return object === undefined
    ? new Response('The specified key does not exist.', { status: 404 })
    : renderPublic(object, askedOf(c));
}

function missing(place: Place, name: string, isMedia: boolean): Response {
  if (isMedia) return new Response(`No such object: ${place.bucket}/${name}`, { status: 404 });
  return noSuchObject(place.bucket, name);
}

const PAGE_SIZE = 1000;

/** `objects.list` by prefix, delimiter and versions, a page of at most 1,000 at a time. */
export function listObjects(place: Place, c: Context): Response {
  const query = queryOf(c);
  const prefix = query('prefix') ?? '';
  const delimiter = query('delimiter') ?? '';
  const size = Math.min(Number(query('maxResults') ?? PAGE_SIZE), PAGE_SIZE);
  const start = Number(query('pageToken') ?? 0);
  if (!Number.isInteger(size) || size < 1 || !Number.isInteger(start)) return invalid('Invalid page.');
  const wanted = place.objects
    .all()
    .filter((object) => object.name.startsWith(prefix))
    .filter((object) => query('versions') === 'true' || object.timeDeleted === undefined);
  const folderOf = (object: StoredObject) => {
    const cut = delimiter === '' ? -1 : object.name.indexOf(delimiter, prefix.length);
    return cut === -1 ? undefined : object.name.slice(0, cut + delimiter.length);
  };
  const folders = new Set(wanted.flatMap((object) => folderOf(object) ?? []));
  const here = wanted.filter((object) => folderOf(object) === undefined);
  const end = start + size;
  return partOf(c, {
    kind: 'storage#objects',
    ...(end < here.length ? { nextPageToken: String(end) } : {}),
    ...(folders.size > 0 ? { prefixes: [...folders] } : {}),
    items: here.slice(start, end).map((object) => resourceOf(place, object)),
  });
}
