import { keptIn } from '../kernel/keep.ts';

/** The fields of an object that its writer chooses. */
export interface Chosen {
  contentType?: string;
  cacheControl?: string;
  contentEncoding?: string;
  contentDisposition?: string;
  contentLanguage?: string;
  metadata?: Record<string, string>;
  storageClass?: string;
  temporaryHold?: boolean;
  eventBasedHold?: boolean;
  retention?: { mode: string; retainUntilTime: string };
}

/** The bucket's settings that protect objects. `retentionPeriod` in seconds. */
export interface BucketSettings {
  retentionPeriod: number | null;
  retentionSince: string;
  defaultEventBasedHold: boolean;
  versioning: boolean;
  metageneration: number;
}

const FRESH_BUCKET: BucketSettings = {
  retentionPeriod: null,
  retentionSince: '1970-01-01T00:00:00.000Z',
  defaultEventBasedHold: false,
  versioning: true,
  metageneration: 1,
};

/** One generation of one object. `timeDeleted` is set once the generation is no longer live. */
export interface StoredObject {
  name: string;
  /** 16 digits, microseconds, strictly increasing in the bucket. */
  generation: string;
  metageneration: number;
  chosen: Chosen;
  /** The bytes in base64. */
  body: string;
  timeCreated: string;
  updated: string;
  timeDeleted?: string;
}

interface Snapshot {
  versions: StoredObject[];
  lastGeneration: string;
  bucket?: BucketSettings;
}

interface Disk {
  now: Snapshot;
  beginning?: Snapshot;
}

/** The bucket's content: with versioning on, overwriting and deleting leave the earlier generation as noncurrent. */
export interface Objects {
  bucket(): BucketSettings;
  setBucket(settings: BucketSettings): void;
  live(name: string): StoredObject | undefined;
  at(name: string, generation: string): StoredObject | undefined;
  put(name: string, chosen: Chosen, bytes: Uint8Array): StoredObject;
  patch(object: StoredObject, chosen: Chosen): StoredObject;
  /** Makes the live generation noncurrent. */
  retire(object: StoredObject): void;
  /** Deletes one generation for good. */
  erase(object: StoredObject): void;
  /** Every generation, by name, then oldest first. */
  all(): StoredObject[];
  /** The state to which `reset` returns. */
  markBeginning(): void;
  reset(): void;
}

export function createObjects(options: { file: string | undefined; now: () => number }): Objects {
  const kept = keptIn<Disk>(options.file);
  const disk: Disk = kept.read() ?? { now: { versions: [], lastGeneration: '0' } };
  const iso = () => new Date(options.now()).toISOString();
  const find = (name: string) => disk.now.versions.filter((object) => object.name === name);
  const save = () => kept.write(disk);

  const bucket = () => disk.now.bucket ?? FRESH_BUCKET;

  function drop(object: StoredObject): void {
    if (bucket().versioning) object.timeDeleted = iso();
    else disk.now.versions = disk.now.versions.filter((other) => other !== object);
  }

  return {
    bucket,
    setBucket: (settings) => {
      disk.now.bucket = settings;
      save();
    },
    live: (name) => find(name).find((object) => object.timeDeleted === undefined),
    at: (name, generation) => find(name).find((object) => object.generation === generation),
    put: (name, chosen, bytes) => {
      for (const object of find(name)) if (object.timeDeleted === undefined) drop(object);
      const kept = bucket().defaultEventBasedHold ? { eventBasedHold: true, ...chosen } : chosen;
      const generation = nextGeneration(disk.now.lastGeneration, options.now());
      const at = iso();
      const body = Buffer.from(bytes).toString('base64');
      const object = {
        name,
        generation,
        metageneration: 1,
        chosen: kept,
        body,
        timeCreated: at,
        updated: at,
      };
      disk.now.versions.push(object);
      disk.now.lastGeneration = generation;
      save();
      return object;
    },
    patch: (object, chosen) => {
      object.chosen = chosen;
      object.metageneration += 1;
      object.updated = iso();
      save();
      return object;
    },
    retire: (object) => {
      drop(object);
      save();
    },
    erase: (object) => {
      disk.now.versions = disk.now.versions.filter((other) => other !== object);
      save();
    },
    all: () => disk.now.versions.toSorted(byNameThenAge),
    markBeginning: () => {
      disk.beginning = structuredClone(disk.now);
      save();
    },
    reset: () => {
      const { lastGeneration } = disk.now;
      disk.now = { ...structuredClone(disk.beginning ?? { versions: [] }), lastGeneration };
      save();
    },
  };
}

function nextGeneration(last: string, now: number): string {
  const clock = BigInt(Math.floor(now)) * 1000n;
  const next = BigInt(last) + 1n;
  return String(clock > next ? clock : next);
}

function byNameThenAge(a: StoredObject, b: StoredObject): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return BigInt(a.generation) < BigInt(b.generation) ? -1 : 1;
}
