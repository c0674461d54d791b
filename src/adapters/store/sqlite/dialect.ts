import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { WorkerLock } from './worker-lock.ts';

/** More than the number of different queries that Navi makes in its daily work. */
const PREPARED = 200;

interface Prepared {
  statement: StatementSync;
  /** Whether it returns rows. */
  reader: boolean;
}

/**
 * Kysely over Node's own SQLite. It owns the lock, so that the lock lives as long as the connection: a lock in a
 * closure was garbage-collected while the store was in use (measured).
 */
export function createSqliteDialect(database: DatabaseSync, lock: WorkerLock): Dialect {
  return {
    createDriver: () => new ImmediateDriver(database, lock),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new TransactionalAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

/** Takes the write lock immediately: a transaction that first reads and then writes may be refused. */
class ImmediateDriver extends SqliteDriver {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync, lock: WorkerLock) {
    super({ database: asKyselyWants(database, lock) });
    this.#database = database;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /** A full disk makes SQLite roll back by itself; a second rollback would hide the cause. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.isTransaction) await super.rollbackTransaction(connection);
  }
}

/** Kysely's own answers no, and would migrate without a transaction; SQLite's DDL is transactional. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

function asKyselyWants(database: DatabaseSync, lock: WorkerLock): SqliteDatabase {
  const prepared = createPrepared(database);
  return {
    close() {
      database.close();
      lock.release();
    },
    prepare(sql) {
      const { statement, reader } = prepared(sql);
      return {
        reader,
        all: (parameters) => statement.all(...bindable(parameters)),
        run: (parameters) => statement.run(...bindable(parameters)),
        // Not shared: it is read in parts, and the same statement may be used meanwhile.
        iterate: (parameters) => database.prepare(sql).iterate(...bindable(parameters)),
      };
    },
  };
}

/**
 * Caches prepared statements by their text: preparing one takes as long as running it. The most recently used ones
 * stay.
 */
function createPrepared(database: DatabaseSync): (sql: string) => Prepared {
  const stored = new Map<string, Prepared>();
  return (sql) => {
    const known = stored.get(sql) ?? prepareOne(database, sql);
    stored.delete(sql);
    stored.set(sql, known);
    const [oldest] = stored.keys();
    if (stored.size > PREPARED && oldest !== undefined) stored.delete(oldest);
    return known;
  };
}

function prepareOne(database: DatabaseSync, sql: string): Prepared {
  const statement = database.prepare(sql);
  return { statement, reader: statement.columns().length > 0 };
}

function bindable(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters.map((value) => {
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
      return value;
    throw new TypeError(`SQLite cannot store a ${typeof value}`);
  });
}
