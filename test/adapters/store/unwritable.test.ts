import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { openPostgresStore } from '../../../src/adapters/store/postgres/open.ts';
import { openSqliteStore } from '../../../src/adapters/store/sqlite/open.ts';
import { problemOf } from '../../../src/adapters/store/unwritable.ts';
import type { Store } from '../../../src/ports/store.ts';
import { createFakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { JOURNAL, systemClock } from '../../harness/store/given.ts';
import { needsPostgres } from '../../harness/store/needs-postgres.ts';
import { findPostgres, startOwnPostgres, unprivileged } from '../../harness/store/postgres.ts';
import { anEntry, anOperation } from '../../harness/store/things.ts';

/** Sets the flag with which a file takes no write, also where it is open already. */
const CHATTR = '/usr/bin/chattr';

/** Enough for SQLite's files, and soon full. */
const DISK = '4m';

describe('a store that cannot be written', () => {
  const postgres = needsPostgres();
  const telemetry = createFakeTelemetry();
  const given = { clock: systemClock(), telemetry, journal: JOURNAL };
  const clearing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const clear of clearing.splice(0).reverse()) await clear();
  });

  async function openIn(dir: string): Promise<Store> {
    const store = await openSqliteStore({ dir, ...given });
    clearing.push(() => store.close());
    return store;
  }
  function makeDir(): string {
    const dir = mkdtempSync(join(tmpdir(), 'navi-unwritable-'));
    clearing.push(() => rmSync(dir, { recursive: true, force: true }));
    return dir;
  }

  /** A small disk with the file system of most servers; undefined where it cannot be made. */
  function mountExt4(): { dir: string; device: string } | undefined {
    const dir = makeDir();
    const image = `${makeDir()}/image`;
    try {
      const run = (command: string, ...words: string[]) => execFileSync(command, words, { stdio: 'pipe' });
      run('truncate', '-s', '16m', image);
      run('mkfs.ext4', '-q', image);
      run('mount', '-o', 'loop,errors=remount-ro', image, dir);
      clearing.push(() => run('umount', dir));
      return {
        dir,
        device: run('findmnt', '-n', '-o', 'SOURCE', dir).toString().trim().replace('/dev/', ''),
      };
    } catch {
      return undefined;
    }
  }

  it('is named when its disk is full, and can be written again when there is room', async (context) => {
    const dir = makeDir();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', dir], { stdio: 'pipe' });
    } catch {
      return context.skip('a small disk can be made by root only');
    }
    clearing.push(() => execFileSync('umount', [dir]));
    const store = await openIn(dir);
    await store.probe();
    const { bavail, bsize } = statfsSync(dir);
    writeFileSync(join(dir, 'filler'), Buffer.alloc(bavail * bsize));
    const fill = async () => {
      for (let n = 0; n < 2_000; n += 1)
        await store.transaction(async (tx) =>
          tx.journal.append(anEntry({ details: { much: 'x'.repeat(5_000) } })),
        );
    };

    await expect(fill()).rejects.toThrow(/disk is full|disk I\/O error/);
    await expect(store.probe()).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(telemetry.warnings().map(({ message }) => message)).not.toContain(
      'a transaction could not be rolled back',
    );

    unlinkSync(join(dir, 'filler'));
    await store.probe();
    await store.transaction((tx) => tx.operations.insert(anOperation()));
    expect(await store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
  });

  it('is named when its disk has become read-only while it is open', async (context) => {
    const disk = mountExt4();
    if (disk === undefined) return context.skip('a disk of its own can be mounted by root only');
    const store = await openIn(disk.dir);
    await store.probe();

    // As after an error that the kernel has found on the disk.
    writeFileSync(`/sys/fs/ext4/${disk.device}/trigger_fs_error`, 'in a test');

    await expect(store.probe()).rejects.toMatchObject({ code: 'EROFS' });
    const append = store.transaction(async (tx) => tx.journal.append(anEntry()));
    await expect(append).rejects.toThrow(/disk I\/O error|readonly/);
  });

  it('is named when its disk takes no write, and can be written again when it does', async (context) => {
    const disk = mountExt4();
    if (disk === undefined) return context.skip('a disk of its own can be mounted by root only');
    const store = await openIn(disk.dir);
    await store.probe();
    const files = ['navi.db', 'navi.db-wal'].map((name) => join(disk.dir, name));
    const setImmutable = (sign: '+' | '-') => execFileSync(CHATTR, [`${sign}i`, ...files]);
    setImmutable('+');
    clearing.push(() => setImmutable('-'));

    await expect(store.probe()).rejects.toMatchObject({ code: 'EIO' });

    setImmutable('-');
    await store.probe();
    await store.transaction((tx) => tx.operations.insert(anOperation()));
    expect(await store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
  });

  it('is reported when its file was deleted: writes would be lost', async () => {
    const dir = makeDir();
    const store = await openIn(dir);
    await store.probe();
    unlinkSync(join(dir, 'navi.db'));
    await expect(store.probe()).rejects.toMatchObject({
      code: 'ENOENT',
      message: expect.stringContaining('navi.db, was deleted or replaced'),
    });
  });

  it('is named when the disk of the database is full, though a row would fit, until there is room', async (context) => {
    const { NAVI_TEST_DATABASE_URL: _, ...env } = process.env;
    const source = findPostgres(env);
    if (source.is !== 'binaries') return context.skip('PostgreSQL is not installed here: its disk is filled');
    const dir = makeDir();
    const { uid, gid } = unprivileged();
    try {
      const options = `size=24m,uid=${uid ?? 0},gid=${gid ?? 0},mode=700`;
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', dir], { stdio: 'pipe' });
    } catch {
      return context.skip('a small disk can be made by root only');
    }
    clearing.push(() => execFileSync('umount', [dir]));
    const server = await startOwnPostgres(source);
    clearing.push(() => server.stop());
    const { url } = await server.createDatabase();
    await onServer(url, `create tablespace small location '${dir}'`);
    await onServer(url, `alter database ${new URL(url).pathname.slice(1)} set tablespace small`);
    const store = await openPostgresStore({ url, ...given });
    clearing.push(() => store.close());
    await store.probe();
    const { bavail, bsize } = statfsSync(dir);
    writeFileSync(join(dir, 'filler'), Buffer.alloc(bavail * bsize));

    await expect(store.probe()).rejects.toMatchObject({ code: 'ENOSPC' });
    const much = { details: { much: 'x'.repeat(5_000) } };
    const fill = async () => {
      for (let n = 0; n < 2_000; n += 1)
        await store.transaction(async (tx) => tx.journal.append(anEntry(much)));
    };
    await expect(fill()).rejects.toMatchObject({ code: '53100' });

    unlinkSync(join(dir, 'filler'));
    await store.probe();
    await store.transaction((tx) => tx.operations.insert(anOperation()));
    expect(await store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
  });

  it('is named when the database is read-only, and can be written again when it is not', async () => {
    const { url, drop } = await postgres.createDatabase();
    clearing.push(drop);
    const store = await openPostgresStore({ url, ...given });
    clearing.push(() => store.close());
    await store.probe();
    const admin = new Client({ connectionString: url });
    await admin.connect();
    clearing.push(() => admin.end());
    const name = new URL(url).pathname.slice(1);
    const setReadOnly = async (value: 'on' | 'off') => {
      await admin.query(`alter database ${name} set default_transaction_read_only = ${value}`);
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and pid <> pg_backend_pid()`,
      );
    };

    await setReadOnly('on');
    await expect(probeOnNewConnection(store)).rejects.toMatchObject({ code: 'EROFS' });
    await admin.query('set default_transaction_read_only = off');
    await setReadOnly('off');
    await probeOnNewConnection(store);
  });

  it.each([
    [{ code: 'ERR_SQLITE_ERROR', errcode: 13 }, 'ENOSPC'],
    [{ code: 'ERR_SQLITE_ERROR', errcode: 8 | (1 << 8) }, 'EROFS'],
    [{ code: 'ERR_SQLITE_ERROR', errcode: 10 | (3 << 8) }, 'EIO'],
    [{ code: '53100' }, 'ENOSPC'],
    [{ code: '25006' }, 'EROFS'],
    [Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    [new Error('Connection terminated'), 'unknown'],
  ])('calls %j by its name', (error, code) => {
    expect(problemOf(error).code).toBe(code);
  });
});

/** Beside the database itself: some settings of it can be changed only while it is not in use. */
async function onServer(url: string, statement: string): Promise<void> {
  const other = new URL(url);
  other.pathname = '/postgres';
  const client = new Client({ connectionString: other.href });
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** The first question to a connection that was ended meanwhile only finds that out. */
async function probeOnNewConnection(store: Store): Promise<void> {
  for (let n = 0; ; n += 1) {
    try {
      return await store.probe();
    } catch (error) {
      const known = error instanceof Error && 'code' in error && error.code === 'EROFS';
      if (known || n >= 20) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
