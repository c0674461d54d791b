import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cdn } from '../../src/ports/cdn.ts';
import { failureOf } from './right-kinds.ts';

/** A CDN to be tested, whose purges take a moment, and a hand on what really happened. */
export interface CdnSubject {
  cdn: Cdn;
  /** The paths of the purges that happened, oldest first, as the CDN knows them. */
  purged(): Promise<readonly string[]>;
  failNextOperation(problem: string): Promise<void>;
  close(): Promise<void>;
}

const uuid = (tail: number) => `00000000-0000-4000-8000-${String(tail).padStart(12, '0')}`;

/** What every CDN must do (`ports/cdn.ts`). */
export function cdnContract(name: string, open: () => Promise<CdnSubject>): void {
  describe(`cdn: ${name}`, () => {
    let subject: CdnSubject;
    let cdn: Cdn;
    beforeAll(async () => {
      subject = await open();
      cdn = subject.cdn;
      cdn.warm();
    });
    afterAll(async () => {
      await cdn.close();
      await subject.close();
    });

    async function end(operation: string) {
      return expect
        .poll(() => cdn.purgeStatus(operation), { timeout: 10_000, interval: 20 })
        .not.toEqual({ is: 'running' });
    }

    test('a purge begins, runs, and is done', async () => {
      const { operation, requestIds } = await cdn.purge({ path: '/v1/a.js', requestId: uuid(1) });
      expect(requestIds).toEqual([operation]);
      expect(await cdn.purgeStatus(operation)).toEqual({ is: 'running' });
      await end(operation);
      expect(await cdn.purgeStatus(operation)).toEqual({ is: 'done' });
    });

    test('the same request id asks once, another one again', async () => {
      const before = (await subject.purged()).length;
      const first = await cdn.purge({ path: '/v1/b.js', requestId: uuid(2) });
      const again = await cdn.purge({ path: '/v1/b.js', requestId: uuid(2) });
      expect(again).toEqual(first);
      const other = await cdn.purge({ path: '/v1/b.js', requestId: uuid(3) });
      expect(other.operation).not.toBe(first.operation);
      expect((await subject.purged()).slice(before)).toEqual(['/v1/b.js', '/v1/b.js']);
    });

    test('a path may come without its slash', async () => {
      await cdn.purge({ path: 'v1/c.js', requestId: uuid(4) });
      expect((await subject.purged()).at(-1)).toBe('/v1/c.js');
    });

    test('an operation that failed says why and is not done', async () => {
      await subject.failNextOperation('the map is being changed');
      const { operation } = await cdn.purge({ path: '/v1/d.js', requestId: uuid(5) });
      await end(operation);
      expect(await cdn.purgeStatus(operation)).toEqual({
        is: 'failed',
        problem: expect.stringContaining('the map is being changed'),
      });
    });

    test('the permissions that are there are named', async () => {
      const wanted = ['compute.urlMaps.invalidateCache'];
      expect(await cdn.permissions(wanted)).toEqual(wanted);
    });

    test('an operation that never was is refused', async () => {
      expect(await failureOf(cdn.purgeStatus('operation-of-nobody'))).toMatchObject({ kind: 'refused' });
    });
  });
}
