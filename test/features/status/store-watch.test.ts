import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStoreWatch, type StoreWatch } from '../../../src/features/status/store-watch.ts';
import { StoreUnwritable } from '../../../src/ports/store-unwritable.ts';
import { openRecordApp, type RecordApp } from '../../harness/app/record-app.ts';
import { needsPostgres } from '../../harness/store/needs-postgres.ts';
import type { StorePlace } from '../../harness/store/place.ts';
import { createPostgresPlace } from '../../harness/store/postgres-place.ts';
import { createSqlitePlace } from '../../harness/store/sqlite-place.ts';

const LOOK_MS = 10_000;
const FULL = new StoreUnwritable('ENOSPC', 'the disk of the store is full');

function describeWatch(name: string, createPlace: () => Promise<StorePlace>): void {
  describe(`the watch over the store on ${name}`, () => {
    let app: RecordApp;
    let trouble: Error | undefined;
    let probes: number;
    let stopping: AbortController;
    beforeEach(async () => {
      app = await openRecordApp(await createPlace());
      app.world.clock.setMode('manual');
      trouble = undefined;
      probes = 0;
      stopping = new AbortController();
    });
    afterEach(async () => {
      stopping.abort();
      await app.close();
    });

    function watch(): StoreWatch {
      const probe = async () => {
        probes += 1;
        if (trouble !== undefined) throw trouble;
      };
      return createStoreWatch({ ...app.context, store: { ...app.store, probe } });
    }
    const looks = async (times: number) => {
      for (let n = 0; n < times; n += 1) {
        await app.world.clock.advance(LOOK_MS);
        // What it then asks of Slack and the store needs some turns of its own.
        for (let turn = 0; turn < 50; turn += 1) await setImmediate();
        await app.answered();
      }
    };
    const posts = () => app.world.chat.posts.map(({ message }) => message);

    it('writes at most once in ten seconds, however often it is asked', async () => {
      const store = watch();
      await store.start(stopping.signal);
      for (let n = 0; n < 100; n += 1) expect(await store.writable()).toBe(true);
      expect(probes).toBe(1);
      await looks(3);
      expect(probes).toBe(4);
    });

    it('names the cause, calls the owners once past the store, and says that it goes on', async () => {
      const store = watch();
      await store.start(stopping.signal);
      trouble = FULL;
      await looks(1);
      expect(await store.writable()).toBe(false);
      expect(app.world.telemetry.errors()).toMatchObject([
        { message: 'the store cannot be written', fields: { code: 'ENOSPC' } },
      ]);
      await looks(5);
      expect(posts()).toMatchObject([
        {
          is: 'notice',
          level: 'bad',
          text: expect.stringContaining('the disk of the store is full (ENOSPC)'),
        },
      ]);

      trouble = undefined;
      await looks(1);
      expect(await store.writable()).toBe(true);
      app.world.clock.setMode('auto');
      await app.work();
      expect(posts()).toHaveLength(2);
      expect(posts()[1]).toMatchObject({
        level: 'good',
        text: expect.stringContaining('Everything continues'),
      });
    });

    it('alerts no person about a database that was away for a moment', async () => {
      const store = watch();
      await store.start(stopping.signal);
      trouble = new StoreUnwritable('57P01', 'the store does not answer');
      await looks(1);
      trouble = undefined;
      await looks(3);
      expect(posts()).toEqual([]);
    });

    it('calls once for all processes, and after a restart not again', async () => {
      trouble = FULL;
      for (const store of [watch(), watch()]) await store.start(stopping.signal);
      await looks(4);
      await watch().start(stopping.signal);
      await looks(3);
      expect(posts()).toHaveLength(1);
    });

    it('tries again when Slack took nothing', async () => {
      trouble = FULL;
      app.world.chat.breakCall('post', 'rate-limited');
      await watch().start(stopping.signal);
      await looks(4);
      expect(posts()).toHaveLength(1);
    });
  });
}

describeWatch('SQLite', createSqlitePlace);
describe('with a server', () => {
  const server = needsPostgres();
  describeWatch('PostgreSQL', () => createPostgresPlace(server));
});
