import { chmod, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreInUse } from '../../../src/adapters/store/errors.ts';
import type { Store } from '../../../src/ports/store.ts';
import { describeStore } from '../../contracts/store.contract.ts';
import { createFakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { JOURNAL, KINDS, systemClock } from '../../harness/store/given.ts';
import { createSqlitePlace } from '../../harness/store/sqlite-place.ts';
import { aJob, anEntry, anOperation, LONG_AGO, later, NOON } from '../../harness/store/things.ts';
import { type OtherProcess, startOtherProcess } from './other-process.ts';

describeStore('SQLite', createSqlitePlace);

describe('SQLite alone', () => {
  let place: Awaited<ReturnType<typeof createSqlitePlace>>;
  let stores: Store[];
  let others: OtherProcess[];
  const open = async (): Promise<Store> => {
    const store = await place.open({
      clock: systemClock(),
      telemetry: createFakeTelemetry(),
      journal: JOURNAL,
    });
    stores.push(store);
    return store;
  };
  beforeEach(async () => {
    place = await createSqlitePlace();
    stores = [];
    others = [];
  });
  afterEach(async () => {
    await Promise.all(others.map((other) => other.kill()));
    await Promise.all(stores.map((store) => store.close()));
    await place.remove();
  });
  const startOther = (): OtherProcess => {
    const other = startOtherProcess({ dir: place.dir });
    others.push(other);
    return other;
  };

  it('refuses a second store in the same process, with what to do', async () => {
    await open();
    await expect(open()).rejects.toThrow(StoreInUse);
    await expect(open()).rejects.toThrow(/NAVI_URL.*NAVI_DATA_DIR/);
  });

  it('refuses a second process, and lets it in when the first was killed', async () => {
    const first = startOther();
    await first.untilSaid({ opened: true });
    await expect(open()).rejects.toThrow(StoreInUse);
    await first.kill();

    await open();
    const second = startOther();
    await second.untilSaid({ refused: 'StoreInUse' });
  });

  it('gives the jobs of a killed process out again at once', async () => {
    const store = await open();
    await store.transaction((tx) => tx.jobs.put(aJob('taken', { dueAt: LONG_AGO })));
    await store.close();
    const other = startOther();
    await other.untilSaid({ took: 'taken' });
    await other.kill();

    const handled: string[] = [];
    const after = await open();
    await after.work(KINDS, async ({ key }) => {
      handled.push(key);
      return { is: 'over' };
    });
    await vi.waitFor(() => expect(handled).toEqual(['taken']), { timeout: 2_000 });
  });

  it('keeps what it knew when it is opened again', async () => {
    const before = await open();
    await before.transaction(async (tx) => {
      await tx.operations.insert(anOperation());
      tx.journal.append(anEntry());
    });
    await before.close();

    const store = await open();
    expect(await store.transaction((tx) => tx.operations.get('rel_one'))).toEqual(anOperation());
    expect(await store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole', rows: 1 });
  });

  it('is its owner’s alone, also in a folder that everybody could read', async () => {
    await chmod(place.dir, 0o755);
    await writeFile(join(place.dir, 'navi.db'), '', { mode: 0o644 });
    const store = await open();
    await store.transaction((tx) => tx.operations.insert(anOperation()));

    const names = await readdir(place.dir);
    expect(names).toEqual(expect.arrayContaining(['navi.db', 'navi.db-wal', 'worker.lock']));
    const modes = await Promise.all(
      [place.dir, ...names.map((name) => join(place.dir, name))].map(async (path) => (await stat(path)).mode),
    );
    expect(modes.map((mode) => (mode & 0o777).toString(8))).toEqual(['700', ...names.map(() => '600')]);
  });

  it('waits out another that is writing to the file', async () => {
    const store = await open();
    const other = new DatabaseSync(join(place.dir, 'navi.db'));
    other.exec('begin immediate');
    const writing = store.transaction((tx) => tx.operations.insert(anOperation()));
    setTimeout(() => other.exec('commit'), 300);
    await writing;
    other.close();

    expect(await store.transaction((tx) => tx.operations.open())).toHaveLength(1);
  });

  it('uses an index for the open and the newest among many operations', async () => {
    const store = await open();
    await store.transaction(async (tx) => {
      for (let n = 0; n < 50; n += 1)
        await tx.operations.insert(anOperation({ id: `rel_${n}`, requestedAt: later(NOON, n) }));
    });
    const plan = async (query: string) =>
      (await place.sql(`explain query plan ${query}`)).map((row) => String(row['detail'])).join('\n');

    const newest = await plan('select id, body from operations order by requested_at desc, id desc limit 20');
    const pending = await plan('select id from operations where is_open = 1 order by requested_at');
    expect(newest).toContain('operations_requested');
    expect(newest).not.toContain('TEMP B-TREE');
    expect(pending).toContain('operations_open');
  });
});
