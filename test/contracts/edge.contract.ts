import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Edge } from '../../src/ports/edge.ts';

/** An edge of at least two probes over a bucket, and a hand on both. Object paths have no leading slash. */
export interface EdgeSubject {
  edge: Edge;
  /** How many probes it looks from. */
  probes: number;
  /** Writes to the bucket behind the edge; tells no cache. */
  put(path: string, text: string, cacheControl: string): Promise<void>;
  /** Resolves when every probe has dropped the path. */
  purge(path: string): Promise<void>;
  close(): Promise<void>;
}

/** What every edge must do (`ports/edge.ts`). */
export function edgeContract(name: string, open: () => Promise<EdgeSubject>): void {
  describe(`edge: ${name}`, () => {
    let subject: EdgeSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject.close());

    const hashesOf = async (path: string) =>
      (await subject.edge.look(path)).map((seen) => (seen.is === 'bytes' ? seen.sha384 : seen.is));
    const everywhere = (what: string) => Array.from({ length: subject.probes }, () => what);

    test('each probe says what is not there', async () => {
      expect(await hashesOf('v1/nothing.js')).toEqual(everywhere('missing'));
      expect((await subject.edge.look('v1/nothing.js'))[0]).toMatchObject({ is: 'missing', status: 404 });
    });

    test('each probe gives the hash of the bytes, their age, and how long they may be kept', async () => {
      await subject.put('v1/a.js', 'let a;', 'public, max-age=3600');
      const readings = await subject.edge.look('v1/a.js');
      expect(new Set(readings.map((seen) => seen.probe)).size).toBe(subject.probes);
      for (const seen of readings)
        expect(seen).toMatchObject({ is: 'bytes', sha384: sri('let a;'), maxAgeSeconds: 3600 });
      const [first] = await subject.edge.look('/v1/a.js');
      expect(first?.is === 'bytes' && first.ageSeconds >= 0 && first.ageSeconds < 60).toBe(true);
    });

    test('a look is through the cache: old bytes stay until the purge', async () => {
      await subject.put('v1/b.js', 'old', 'public, max-age=3600');
      await subject.edge.look('v1/b.js');
      await subject.put('v1/b.js', 'new', 'public, max-age=3600');
      expect(await hashesOf('v1/b.js')).toEqual(everywhere(sri('old')));
      await subject.purge('v1/b.js');
      expect(await hashesOf('v1/b.js')).toEqual(everywhere(sri('new')));
    });
  });
}

export function sri(text: string): string {
  return `sha384-${createHash('sha384').update(text).digest('base64')}`;
}
