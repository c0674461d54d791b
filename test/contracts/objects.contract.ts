import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Objects } from '../../src/ports/objects.ts';
import { failureOf } from './right-kinds.ts';

/** A bucket to be tested, empty at first, and how to end it. */
export interface ObjectsSubject {
  objects: Objects;
  /** Puts an object there as another writer would, with given headers. */
  put(what: Foreign): Promise<void>;
  close(): Promise<void>;
}

export interface Foreign {
  path: string;
  bytes: Uint8Array;
  contentType: string;
  cacheControl: string;
  contentEncoding: string;
  contentLanguage?: string;
  contentDisposition?: string;
  metadata: Record<string, string>;
}

const JS = 'application/javascript';
const PINNED = 'public, max-age=31536000, immutable';
const POINTER = 'public, max-age=3600';

/** What every bucket must do (`ports/objects.ts`). Cases use paths of their own and so do not meet. */
export function objectsContract(name: string, open: () => Promise<ObjectsSubject>): void {
  describe(`objects: ${name}`, () => {
    let subject: ObjectsSubject;
    let objects: Objects;
    beforeAll(async () => {
      subject = await open();
      objects = subject.objects;
    });
    afterAll(() => subject.close());

    const create = (path: string, text: string, metadata: Record<string, string> = {}) =>
      objects.create({ path, bytes: Buffer.from(text), contentType: JS, cacheControl: PINNED, metadata });

    async function statOf(path: string) {
      const found = await objects.stat(path);
      if (found === undefined) throw new Error(`${path} is not there`);
      return found;
    }

    test('what is not there is undefined', async () => {
      expect(await objects.stat('nothing/here.js')).toBeUndefined();
      expect(await objects.read('nothing/here.js', { maxBytes: 10 })).toBeUndefined();
      expect(await objects.releaseManifest('nothing/here.json')).toBeUndefined();
      expect(await objects.list('nothing/')).toEqual([]);
    });

    test('a new object is kept as it was given, byte for byte', async () => {
      const { generation } = await create('kept/a b+c.js', 'let x = "é";\n', { naviOperation: 'rel_1' });
      const bytes = Buffer.from('let x = "é";\n');
      expect(await objects.stat('kept/a b+c.js')).toMatchObject({
        path: 'kept/a b+c.js',
        generation,
        md5: createHash('md5').update(bytes).digest('base64'),
        size: bytes.length,
        contentType: JS,
        cacheControl: PINNED,
        metadata: { naviOperation: 'rel_1' },
      });
      const read = await objects.read('kept/a b+c.js', { maxBytes: 100 });
      expect(Buffer.from(read?.bytes ?? [])).toEqual(bytes);
      expect(read?.generation).toBe(generation);
      expect(read?.sha384).toBe(`sha384-${createHash('sha384').update(bytes).digest('base64')}`);
      expect(generation).toMatch(/^\d{16,}$/);
    });

    test('creating what exists is a conflict and changes nothing', async () => {
      const { generation } = await create('taken.js', 'first');
      expect(await failureOf(create('taken.js', 'second'))).toMatchObject({ kind: 'conflict', status: 412 });
      expect((await statOf('taken.js')).generation).toBe(generation);
    });

    test('a copy pins its source, moves the destination once, and sets all of the metadata', async () => {
      const source = await create('v9.1.0/loader.js', 'nine one', { naviOperation: 'the source' });
      const copy = (ifGeneration: string) =>
        objects.copy({
          from: 'v9.1.0/loader.js',
          fromGeneration: source.generation,
          to: 'v9/loader.js',
          ifGeneration,
          contentType: JS,
          cacheControl: POINTER,
          metadata: { naviOperation: 'rel_9' },
        });
      const first = await copy('0');
      const pointer = await statOf('v9/loader.js');
      expect(pointer).toMatchObject({
        generation: first.generation,
        md5: first.md5,
        cacheControl: POINTER,
        contentType: JS,
        metadata: { naviOperation: 'rel_9' },
      });
      expect(pointer.md5).toBe((await statOf('v9.1.0/loader.js')).md5);
      expect(await failureOf(copy('0'))).toMatchObject({ kind: 'conflict', code: 'conditionNotMet' });
      expect(first.requestIds).toHaveLength(1);
      const second = await copy(first.generation);
      expect(second.generation).not.toBe(first.generation);
      expect(await failureOf(copy(first.generation))).toMatchObject({ kind: 'conflict' });
      expect((await statOf('v9/loader.js')).generation).toBe(second.generation);
    });

    const packed = (path: string, bytes: Uint8Array): Foreign => ({
      path,
      bytes,
      contentType: 'text/javascript; charset=utf-8',
      cacheControl: PINNED,
      contentEncoding: 'gzip',
      contentLanguage: 'en',
      contentDisposition: 'inline',
      metadata: { team: 'web' },
    });

    test('what is stored packed is read as a browser gets it, and its size is as stored', async () => {
      const stored = gzipSync('let packed;');
      await subject.put(packed('packed.js', stored));
      const found = await statOf('packed.js');
      expect(found).toMatchObject({ size: stored.length, contentEncoding: 'gzip', contentLanguage: 'en' });
      const read = await objects.read('packed.js', { maxBytes: 100 });
      expect(Buffer.from(read?.bytes ?? []).toString()).toBe('let packed;');
      const sha384 = `sha384-${createHash('sha384').update('let packed;').digest('base64')}`;
      expect(read?.sha384).toBe(sha384);
      const { generation } = found;
      expect(await objects.digest('packed.js', { generation, encoding: 'gzip', maxBytes: 100 })).toBe(sha384);
    });

    test('what only says that it is packed has a digest that equals nothing', async () => {
      await subject.put(packed('not-packed.js', Buffer.from('let plain;')));
      expect((await objects.read('not-packed.js', { maxBytes: 100 }))?.sha384).toBe('unreadable-gzip');
    });

    test('a copy has the headers it is given and none of its source’s', async () => {
      await subject.put(packed('v8.0.0/loader.js', gzipSync('eight')));
      const { generation: fromGeneration, ...source } = await statOf('v8.0.0/loader.js');
      const copy = { from: 'v8.0.0/loader.js', fromGeneration, cacheControl: POINTER };
      const { contentType, contentEncoding, contentLanguage, contentDisposition } = source;
      const metadata = { ...source.metadata, naviOperation: 'rel_8' };
      const carried = { contentType, contentEncoding, contentLanguage, contentDisposition, metadata };
      await objects.copy({ ...copy, ...carried, to: 'v8/loader.js', ifGeneration: '0' });
      expect(await statOf('v8/loader.js')).toMatchObject({ ...carried, cacheControl: POINTER });
      await objects.copy({ ...copy, contentType: JS, metadata: {}, to: 'v8/bare.js', ifGeneration: '0' });
      expect(await statOf('v8/bare.js')).toMatchObject({
        contentType: JS,
        contentEncoding: null,
        contentLanguage: null,
        contentDisposition: null,
        metadata: {},
        cacheControl: POINTER,
      });
    });

    test('the bucket says what keeps its objects, and an object what keeps it', async () => {
      expect(await objects.bucket()).toEqual({
        retentionSeconds: null,
        defaultEventBasedHold: false,
        versioning: true,
      });
      await create('kept-by-nothing.js', 'x');
      expect((await statOf('kept-by-nothing.js')).protection).toEqual({
        temporaryHold: false,
        eventBasedHold: false,
        retainedUntil: null,
      });
      expect(await objects.permissions(['storage.objects.create', 'storage.objects.delete'])).toEqual([
        'storage.objects.create',
        'storage.objects.delete',
      ]);
    });

    test('a copy of a generation that never was is refused', async () => {
      const copied = objects.copy({
        from: 'nowhere.js',
        fromGeneration: '1700000000000000',
        to: 'nowhere-else.js',
        ifGeneration: '0',
        contentType: JS,
        cacheControl: POINTER,
        metadata: {},
      });
      expect(await failureOf(copied)).toMatchObject({ kind: 'refused' });
      expect(await objects.stat('nowhere-else.js')).toBeUndefined();
    });

    /** An object that held `old` and now holds `new`, and the generation of both and of what it was copied from. */
    async function overwritten(path: string) {
      const old = await create(path, 'old');
      const source = await create(`source-of-${path}`, 'new');
      const now = await objects.copy({
        from: `source-of-${path}`,
        fromGeneration: source.generation,
        to: path,
        ifGeneration: old.generation,
        contentType: JS,
        cacheControl: POINTER,
        metadata: {},
      });
      return { old: old.generation, now: now.generation, source: source.generation };
    }

    test('an earlier generation can be read after it was overwritten', async () => {
      const { old } = await overwritten('over.js');
      const before = await objects.read('over.js', { generation: old, maxBytes: 100 });
      expect(Buffer.from(before?.bytes ?? []).toString()).toBe('old');
      const live = await objects.read('over.js', { maxBytes: 100 });
      expect(Buffer.from(live?.bytes ?? []).toString()).toBe('new');
    });

    test('a digest is of exactly one generation, also when that is not live any more', async () => {
      const { old, now, source } = await overwritten('digest.js');
      const digest = (generation: string) =>
        objects.digest('digest.js', { generation, encoding: null, maxBytes: 100 });
      const sri = (text: string) => `sha384-${createHash('sha384').update(text).digest('base64')}`;
      expect([await digest(old), await digest(now)]).toEqual([sri('old'), sri('new')]);
      expect(await digest(source)).toBeUndefined();
    });

    test('a read and a digest are bounded', async () => {
      const { generation } = await create('large.js', 'x'.repeat(101));
      expect(await failureOf(objects.read('large.js', { maxBytes: 100 }))).toMatchObject({ kind: 'refused' });
      const digest = objects.digest('large.js', { generation, encoding: null, maxBytes: 100 });
      expect(await failureOf(digest)).toMatchObject({ kind: 'refused' });
    });

    test('a listing has everything under its prefix and nothing else', async () => {
      await create('list/b.js', 'b');
      await create('list/a.js', 'a');
      await create('listless.js', 'c');
      expect((await objects.list('list/')).map((found) => found.path)).toEqual(['list/a.js', 'list/b.js']);
    });

    test('a release manifest is read when it is one, and refused when it is not', async () => {
      const manifest = {
        schema: 1,
        operation: 'rel_1',
        version: '9.2.0',
        commit: 'c'.repeat(40),
        run: { id: 7, attempt: 1 },
        loader: { path: 'v9.2.0/loader.js', sha384: `sha384-${'A'.repeat(64)}`, size: 3 },
        packages: [{ name: '@a/b', version: '1.0.0', integrity: `sha512-${'B'.repeat(86)}==` }],
      };
      await create('v9.2.0/navi-release.json', JSON.stringify(manifest));
      expect(await objects.releaseManifest('v9.2.0/navi-release.json')).toEqual(manifest);
      const broken = { ...manifest, loader: { ...manifest.loader, sha384: 'md5-x' } };
      await create('v9.3.0/navi-release.json', JSON.stringify(broken));
      await create('v9.4.0/navi-release.json', '{"schema":1');
      for (const path of ['v9.3.0/navi-release.json', 'v9.4.0/navi-release.json'])
        expect(await failureOf(objects.releaseManifest(path))).toMatchObject({ kind: 'refused' });
    });
  });
}
