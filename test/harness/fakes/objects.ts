import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { ReleaseManifestFile } from '../../../src/adapters/gcs/shapes.ts';
import type { BucketFacts, ObjectProtection } from '../../../src/domain/object-protection.ts';
import type { ReleaseManifest } from '../../../src/domain/release-manifest.ts';
import type { ObjectFacts, Objects } from '../../../src/ports/objects.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { type Knobs, withKnobs } from './knobs.ts';

type CreateObject = Parameters<Objects['create']>[0];
type Headers = Partial<Pick<ObjectFacts, 'contentEncoding' | 'contentLanguage' | 'contentDisposition'>>;

/** One generation of an object with its bytes. */
export interface FakeObject extends ObjectFacts {
  bytes: Uint8Array;
}

export interface FakeObjects extends Objects, Knobs<keyof Objects> {
  /** The live generation of every object, by path. */
  live: Map<string, FakeObject>;
  /** Every generation there has been, oldest first. */
  history: FakeObject[];
  /**
   * Puts an object there as another writer would, without a precondition. `bytes` are what is stored instead of
   * `text`.
   */
  put(what: Partial<CreateObject> & Headers & { path: string; text: string }): FakeObject;
  /** What the bucket does to its objects; changed in place. */
  policy: { -readonly [K in keyof BucketFacts]: BucketFacts[K] };
  /** IAM permissions that Navi's account lacks. */
  denied: Set<string>;
  /** Holds the live generation of an object, or keeps it until a time. */
  protect(path: string, how: Partial<ObjectProtection>): void;
}

export function sriOf(algorithm: 'sha384' | 'sha512', bytes: Uint8Array | string): string {
  return `${algorithm}-${createHash(algorithm).update(bytes).digest('base64')}`;
}

/** A bucket in memory, with generations and preconditions as docs/services.md, Cloud Storage has them. */
export function createFakeObjects(now: () => Date = () => new Date()): FakeObjects {
  const live = new Map<string, FakeObject>();
  const history: FakeObject[] = [];
  let last = 1_700_000_000_000_000;

  const policy: FakeObjects['policy'] = {
    retentionSeconds: null,
    defaultEventBasedHold: false,
    versioning: true,
  };
  const denied = new Set<string>();

  function write(what: CreateObject & Headers): FakeObject {
    last += 1;
    const object: FakeObject = {
      path: what.path,
      bytes: what.bytes,
      generation: String(last),
      md5: createHash('md5').update(what.bytes).digest('base64'),
      size: what.bytes.length,
      contentType: what.contentType,
      cacheControl: what.cacheControl,
      contentEncoding: what.contentEncoding ?? null,
      contentLanguage: what.contentLanguage ?? null,
      contentDisposition: what.contentDisposition ?? null,
      metadata: { ...what.metadata },
      updatedAt: now().toISOString(),
      protection: {
        temporaryHold: false,
        eventBasedHold: policy.defaultEventBasedHold,
        retainedUntil:
          policy.retentionSeconds === null
            ? null
            : new Date(now().getTime() + policy.retentionSeconds * 1000).toISOString(),
      },
    };
    live.set(what.path, object);
    history.push(object);
    return object;
  }

  function generationOf(path: string, generation: string): FakeObject | undefined {
    return history.find((each) => each.path === path && each.generation === generation);
  }

  function readText(path: string): string | undefined {
    const object = live.get(path);
    return object === undefined ? undefined : Buffer.from(object.bytes).toString('utf8');
  }

  function requireReplaceable(path: string): void {
    const held = live.get(path)?.protection;
    if (held === undefined) return;
    const kept = held.retainedUntil !== null && Date.parse(held.retainedUntil) > now().getTime();
    if (held.temporaryHold || held.eventBasedHold)
      throw fault('copy', 'refused', `Object '${path}' is under an active hold`);
    if (kept && !policy.versioning)
      throw fault('copy', 'refused', `Object '${path}' is kept until ${held.retainedUntil}`);
  }

  const port: Omit<FakeObjects, keyof Knobs<keyof Objects>> = {
    live,
    history,
    policy,
    denied,
    protect: (path, how) => {
      const object = live.get(path);
      if (object !== undefined) object.protection = { ...object.protection, ...how };
    },
    put: ({ path, text, ...rest }) =>
      write({
        path,
        bytes: Buffer.from(text),
        contentType: 'application/javascript',
        cacheControl: 'public, max-age=3600',
        metadata: {},
        ...rest,
      }),
    stat: async (path) => factsOf(live.get(path)),
    read: async (path, { generation, maxBytes }) => {
      const object = generation === undefined ? live.get(path) : generationOf(path, generation);
      if (object === undefined) return undefined;
      if (object.size > maxBytes) throw tooLarge('read', path, maxBytes);
      return {
        bytes: unpacked(object) ?? object.bytes,
        sha384: digestOf(object),
        generation: object.generation,
      };
    },
    digest: async (path, { generation, maxBytes }) => {
      const object = generationOf(path, generation);
      if (object === undefined) return undefined;
      if (object.size > maxBytes) throw tooLarge('digest', path, maxBytes);
      return digestOf(object);
    },
    list: async (prefix) =>
      [...live.values()]
        .filter((object) => object.path.startsWith(prefix))
        .flatMap((object) => factsOf(object) ?? [])
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
    releaseManifest: async (path) => {
      const text = readText(path);
      return text === undefined ? undefined : parseManifest(text, path);
    },
    bucket: async () => ({ ...policy }),
    permissions: async (wanted) => wanted.filter((one) => !denied.has(one)),
    copy: async (what) => {
      const source = generationOf(what.from, what.fromGeneration);
      if (source === undefined) throw fault('copy', 'refused', `no such object: ${what.from}`);
      requireGeneration(live, what.to, { generation: what.ifGeneration, call: 'copy' });
      requireReplaceable(what.to);
      const { generation, md5 } = write({ ...what, path: what.to, bytes: source.bytes });
      return { generation, md5 };
    },
    create: async (what) => {
      requireGeneration(live, what.path, { generation: '0', call: 'create' });
      return { generation: write(what).generation };
    },
  };
  return withKnobs(
    'gcs',
    port,
    ['stat', 'read', 'digest', 'list', 'releaseManifest', 'bucket', 'permissions', 'copy', 'create'],
    ['copy', 'create'],
  );
}

/** The bytes as a browser gets them; undefined when they are not what they say. The fake knows gzip only. */
function unpacked({ bytes, contentEncoding }: Pick<FakeObject, 'bytes' | 'contentEncoding'>) {
  if (contentEncoding !== 'gzip') return bytes;
  try {
    return gunzipSync(bytes);
  } catch {
    return undefined;
  }
}

/** The digest of what a browser gets, or that it gets nothing that it can read. */
export function digestOf(object: Pick<FakeObject, 'bytes' | 'contentEncoding'>): string {
  const bytes = unpacked(object);
  return bytes === undefined ? `unreadable-${object.contentEncoding}` : sriOf('sha384', bytes);
}

function requireGeneration(
  live: Map<string, FakeObject>,
  path: string,
  wanted: { generation: string; call: string },
): void {
  if ((live.get(path)?.generation ?? '0') === wanted.generation) return;
  throw fault(wanted.call, 'conflict', 'At least one of the pre-conditions you specified did not hold.');
}

function parseManifest(text: string, path: string): ReleaseManifest {
  try {
    return ReleaseManifestFile.parse(JSON.parse(text));
  } catch {
    throw fault('releaseManifest', 'refused', `${path} is not a release manifest`);
  }
}

function factsOf(object: FakeObject | undefined): ObjectFacts | undefined {
  if (object === undefined) return undefined;
  const { bytes, ...facts } = object;
  return facts;
}

function tooLarge(call: string, path: string, maxBytes: number): ServiceError {
  const problem = `${path} is larger than ${maxBytes} bytes`;
  return new ServiceError({ service: 'gcs', call, kind: 'refused', problem, code: 'too-large' });
}

function fault(call: string, kind: 'refused' | 'conflict', problem: string): ServiceError {
  return new ServiceError({
    service: 'gcs',
    call,
    kind,
    problem,
    ...(kind === 'conflict' ? { status: 412, code: 'conditionNotMet' } : {}),
  });
}
