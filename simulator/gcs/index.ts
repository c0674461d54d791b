import { join } from 'node:path';
import type { Context } from 'hono';
import { z } from 'zod';
import { createKernel, type Kernel } from '../kernel/kernel.ts';
import { createWorldClock, type WorldClock } from '../kernel/world-clock.ts';
import { getBucket, patchBucket, testPermissions } from './bucket.ts';
import { brokenCall, noSuchBucket, notBuilt } from './errors.ts';
import { movePointer } from './moved.ts';
import { createObjects, type Objects } from './objects.ts';
import type { Place } from './place.ts';
import { getObject, listObjects, readPublic } from './reads.ts';
import { bytesOf, renderObject, sha384 } from './resource.ts';
import { deleteObject, insertObject, patchObject, rewriteObject } from './writes.ts';

export interface GcsOptions {
  bucket: string;
  /** 0, the default, picks a free one. */
  port?: number;
  /** The folder that stores the bucket between starts; without it the bucket is lost when the simulator ends. */
  dataDir?: string;
  /** The world's time; default: a clock of its own. */
  clock?: WorldClock;
}

export interface SimulatedGcs {
  url: string;
  /** Stores the present bucket as the state to which `POST /_control/reset` returns. */
  markBeginning(): void;
  close(): Promise<void>;
}

/**
 * A simulated Cloud Storage with one bucket, versioning on: the JSON API that `@google-cloud/storage` speaks under
 * `/storage/v1` and `/upload/storage/v1`, and public reads under `/public/<bucket>/<object>`. Everyone may write,
 * except for what `POST /_control/permissions {denied}` takes away. `POST /_control/move` overwrites a pointer as a
 * person would. Pace: `objectRateLimit` (one write a second per object, true by default).
 */
export async function startGcs(options: GcsOptions): Promise<SimulatedGcs> {
  const { bucket, clock = createWorldClock() } = options;
  const file = options.dataDir === undefined ? undefined : join(options.dataDir, 'gcs.json');
  const objects = createObjects({ file, now: clock.now });
  const pace = { objectRateLimit: true };
  let url = '';
  const place: Place = {
    bucket,
    objects,
    now: clock.now,
    url: () => url,
    isRateLimited: () => pace.objectRateLimit,
    lastWrites: new Map(),
    denied: new Set(),
  };
  const kernel = createKernel({
    name: 'gcs',
    clock,
    requestIdHeader: 'x-guploader-uploadid',
    pace,
    state: () => ({ bucket, objects: listForPanel(objects, bucket) }),
    reset: () => {
      place.lastWrites.clear();
      place.denied.clear();
      objects.reset();
    },
    renderError: (fault, status) => brokenCall(status, fault.error),
    renderUnbuilt: notBuilt,
  });
  addCalls(kernel, place);
  const listening = await kernel.listen(options.port);
  url = listening.url;
  return { url, markBeginning: objects.markBeginning, close: listening.close };
}

function addCalls(kernel: Kernel, place: Place): void {
  type Call = (place: Place, c: Context) => Response | Promise<Response>;
  const call = (name: string, [method, path]: [string, string], handle: Call) =>
    kernel.route(name, method, path, (c) =>
      c.req.param('bucket') === place.bucket && (c.req.param('targetBucket') ?? place.bucket) === place.bucket
        ? handle(place, c)
        : noSuchBucket(),
    );
  const bucket = '/storage/v1/b/:bucket';
  const object = `${bucket}/o/:object`;
  call('buckets.get', ['GET', bucket], getBucket);
  call('buckets.patch', ['PATCH', bucket], patchBucket);
  call('buckets.testIamPermissions', ['GET', `${bucket}/iam/testPermissions`], testPermissions);
  call('objects.list', ['GET', `${bucket}/o`], listObjects);
  call('objects.get', ['GET', object], getObject);
  call('objects.get', ['GET', `/download${object}`], getObject);
  call('objects.patch', ['PATCH', object], patchObject);
  call('objects.delete', ['DELETE', object], deleteObject);
  call('objects.rewrite', ['POST', `${object}/rewriteTo/b/:targetBucket/o/:target`], rewriteObject);
  call('objects.insert', ['POST', `/upload${bucket}/o`], insertObject);
  call('objects.public', ['GET', '/public/:bucket/*'], readPublic);
  kernel.app.post('/_control/move', async (c) => {
    const moved = movePointer(place, await c.req.json().catch(() => ({})));
    return c.json(moved, moved.ok ? 200 : 400);
  });
  kernel.app.post('/_control/permissions', async (c) => {
    const asked = Denied.safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json({ ok: false, error: z.prettifyError(asked.error) }, 400);
    place.denied.clear();
    for (const one of asked.data.denied) place.denied.add(one);
    return c.json({ ok: true });
  });
}

/** The IAM permissions that the caller lacks from now on. */
const Denied = z.object({ denied: z.array(z.string()) });

function listForPanel(objects: Objects, bucket: string) {
  const live = objects.all().filter((object) => object.timeDeleted === undefined);
  return live.map((object) => {
    const resource = renderObject(object, { bucket, url: '' });
    const { name, generation, md5Hash, updated, cacheControl, contentType, metadata = {} } = resource;
    const size = Number(resource.size);
    const hash = sha384(bytesOf(object));
    return { name, generation, size, md5Hash, sha384: hash, cacheControl, contentType, updated, metadata };
  });
}
