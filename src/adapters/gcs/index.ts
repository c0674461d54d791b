import type { Bucket } from '@google-cloud/storage';
import type { Objects } from '../../ports/objects.ts';
import { runCall } from './call.ts';
import { type BucketOptions, createLazyBucket } from './client.ts';
import { failure } from './errors.ts';
import { grantedOn, listObjects, readBucket, readObject, statObject } from './read.ts';
import { ReleaseManifestFile } from './shapes.ts';
import { rewriteObject, uploadObject } from './write.ts';

export type GcsOptions = BucketOptions;

/** A release manifest lists packages, so it stays far below this. Bytes. */
const MANIFEST_LIMIT = 1_000_000;

/** The number of generations whose digest is cached; a line has a few dozen. */
const REMEMBERED = 1_000;

/** The bucket on Google Cloud Storage. `warm` loads the client in advance. Writes are sent exactly once. */
export function createGcs(options: GcsOptions): Objects & { warm(): void } {
  const bucket = createLazyBucket(options);
  const digests = new Map<string, string>();

  function run<T>(
    name: keyof Objects,
    effect: 'read' | 'write',
    work: (bucket: Bucket, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return runCall({ name, effect, deadlineMs: options.deadlineMs }, async (signal) => {
      const loaded = await bucket();
      // A write must not be sent after its deadline, because the caller no longer waits for it.
      signal.throwIfAborted();
      return work(loaded, signal);
    });
  }

  return {
    warm: () => {
      bucket().catch(() => {});
    },
    stat: (path) => run('stat', 'read', (loaded) => statObject(loaded, path)),
    read: (path, limits) =>
      run('read', 'read', (loaded, signal) => readObject(loaded, { path, ...limits, signal })),
    digest: async (path, { generation, encoding, maxBytes }) => {
      const key = `${generation}/${encoding ?? ''}/${path}`;
      const known = digests.get(key);
      if (known !== undefined) return known;
      const found = await run('digest', 'read', (loaded, signal) =>
        readObject(loaded, { path, generation, maxBytes, signal }),
      );
      if (found !== undefined) remember(digests, key, found.sha384);
      return found?.sha384;
    },
    list: (prefix) => run('list', 'read', (loaded) => listObjects(loaded, prefix)),
    releaseManifest: async (path) => {
      const file = await run('releaseManifest', 'read', (loaded, signal) =>
        readObject(loaded, { path, maxBytes: MANIFEST_LIMIT, signal }),
      );
      return file === undefined ? undefined : parseManifest(path, file.bytes);
    },
    bucket: () => run('bucket', 'read', readBucket),
    permissions: (wanted) => run('permissions', 'read', (loaded) => grantedOn(loaded, wanted)),
    copy: (what) => run('copy', 'write', (loaded) => rewriteObject(loaded, what)),
    create: (what) => run('create', 'write', (loaded) => uploadObject(loaded, what)),
  };
}

function remember(digests: Map<string, string>, key: string, sha384: string): void {
  digests.set(key, sha384);
  const [oldest] = digests.keys();
  if (digests.size > REMEMBERED && oldest !== undefined) digests.delete(oldest);
}

function parseManifest(path: string, bytes: Uint8Array) {
  const read = ReleaseManifestFile.safeParse(parseJson(Buffer.from(bytes).toString('utf8')));
  if (read.success) return read.data;
  const where = read.error.issues[0]?.path.join('.') ?? '';
  throw failure('releaseManifest', 'refused', {
    problem: `${path} is not a release manifest${where === '' ? '' : `: ${where} is wrong`}`,
    code: 'malformed',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
