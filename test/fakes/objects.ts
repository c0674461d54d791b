import { createHash } from 'node:crypto';
import type { ReleaseManifest } from '../../src/domain/release-manifest.ts';
import { ReleaseManifestFile } from '../../src/integrations/gcs/shapes.ts';
import { NeighbourError } from '../../src/ports/neighbour-error.ts';
import type { ObjectFacts, Objects } from '../../src/ports/objects.ts';
import { type Knobs, withKnobs } from './knobs.ts';

type CreateObject = Parameters<Objects['create']>[0];

/** One generation of an object with its bytes. */
interface FakeObject extends ObjectFacts {
  bytes: Uint8Array;
}

export interface FakeObjects extends Objects, Knobs<keyof Objects> {
  /** The live generation of every object, by path. */
  live: Map<string, FakeObject>;
  /** Every generation there has been, oldest first. */
  history: FakeObject[];
  /** Puts an object there as somebody else would, with no precondition. */
  put(what: Partial<CreateObject> & { path: string; text: string }): FakeObject;
}

export function sriOf(algorithm: 'sha384' | 'sha512', bytes: Uint8Array | string): string {
  return `${algorithm}-${createHash(algorithm).update(bytes).digest('base64')}`;
}

/** A bucket in memory, with generations and preconditions as `facts/apis.md` §1 has them. */
export function createFakeObjects(now: () => Date = () => new Date()): FakeObjects {
  const live = new Map<string, FakeObject>();
  const history: FakeObject[] = [];
  let last = 1_700_000_000_000_000;

  function write(what: CreateObject): FakeObject {
    last += 1;
    const object: FakeObject = {
      path: what.path,
      bytes: what.bytes,
      generation: String(last),
      md5: createHash('md5').update(what.bytes).digest('base64'),
      size: what.bytes.length,
      contentType: what.contentType,
      cacheControl: what.cacheControl,
      metadata: { ...what.metadata },
      updatedAt: now().toISOString(),
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

  const port: Omit<FakeObjects, keyof Knobs<keyof Objects>> = {
    live,
    history,
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
      if (object.size > maxBytes) throw fault('read', 'refused', `${path} is larger than ${maxBytes} bytes`);
      return { bytes: object.bytes, sha384: sriOf('sha384', object.bytes), generation: object.generation };
    },
    digest: async (path, { generation, maxBytes }) => {
      const object = generationOf(path, generation);
      if (object === undefined) return undefined;
      if (object.size > maxBytes)
        throw fault('digest', 'refused', `${path} is larger than ${maxBytes} bytes`);
      return sriOf('sha384', object.bytes);
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
    copy: async (what) => {
      const source = generationOf(what.from, what.fromGeneration);
      if (source === undefined) throw fault('copy', 'refused', `no such object: ${what.from}`);
      requireGeneration(live, what.to, { generation: what.ifGeneration, call: 'copy' });
      const { generation, md5 } = write({ ...what, path: what.to, bytes: source.bytes });
      return { generation, md5 };
    },
    create: async (what) => {
      requireGeneration(live, what.path, { generation: '0', call: 'create' });
      return { generation: write(what).generation };
    },
  };
  return withKnobs('gcs', port, ['stat', 'read', 'digest', 'list', 'releaseManifest', 'copy', 'create']);
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

function fault(call: string, kind: 'refused' | 'conflict', problem: string): NeighbourError {
  return new NeighbourError({
    neighbour: 'gcs',
    call,
    kind,
    problem,
    ...(kind === 'conflict' ? { status: 412, code: 'conditionNotMet' } : {}),
  });
}
