import { DatabaseSync, StatementSync } from 'node:sqlite';
import pg from 'pg';
import { createCommits } from '../crash/commits.ts';
import { Crash, isAmong, nameOf } from '../crash/instants.ts';
import { openTimeline } from '../crash/timeline.ts';

/**
 * Loaded before Navi by tests only, with `NAVI_CRASH` (JSON): notes every commit of the store in the play's
 * timeline, and kills or stops its own process at some of them. Navi itself knows nothing of it.
 */
const given = process.env['NAVI_CRASH'];
if (given !== undefined) watch(Crash.parse(JSON.parse(given)));

function watch(crash: Crash): void {
  const timeline = openTimeline(crash.timeline);
  const commits = createCommits({
    timeline,
    reach: (instant) => {
      if (!isAmong(crash.at, instant) || timeline.hits().includes(nameOf(instant))) return;
      timeline.noteHit(instant);
      process.kill(process.pid, crash.signal);
    },
  });
  watchSqlite(commits);
  watchPostgres(commits);
}

type Commits = ReturnType<typeof createCommits>;

/** Statements of the store are prepared; what is only executed (pragmas, the lock) keeps nothing that could be lost. */
function watchSqlite(commits: Commits): void {
  const owners = new WeakMap<object, object>();
  const prepare = DatabaseSync.prototype.prepare;
  DatabaseSync.prototype.prepare = function (this: DatabaseSync, ...given) {
    const statement = prepare.apply(this, given);
    owners.set(statement, this);
    return statement;
  };
  for (const name of ['run', 'all'] as const) {
    const original: unknown = StatementSync.prototype[name];
    if (typeof original !== 'function') throw new Error(`node:sqlite has no StatementSync.${name}`);
    Object.defineProperty(StatementSync.prototype, name, {
      value(this: StatementSync, ...values: unknown[]): unknown {
        const end = commits.begin(owners.get(this) ?? this, { sql: this.sourceSQL, values });
        const result: unknown = Reflect.apply(original, this, values);
        end();
        return result;
      },
    });
  }
}

/** Only the store's own connections, not those of the test. */
function watchPostgres(commits: Commits): void {
  const original: unknown = pg.Client.prototype.query;
  if (typeof original !== 'function') throw new Error('pg has no Client.query');
  Object.defineProperty(pg.Client.prototype, 'query', {
    value(this: object, ...given: unknown[]): unknown {
      const [sql, values] = given;
      if (typeof sql !== 'string' || applicationOf(this) !== 'navi')
        return Reflect.apply(original, this, given);
      const end = commits.begin(this, { sql, values: Array.isArray(values) ? values : [] });
      const result: unknown = Reflect.apply(original, this, given);
      if (!(result instanceof Promise)) return result;
      return result.then((answer: unknown) => {
        end();
        return answer;
      });
    },
  });
}

function applicationOf(client: object): unknown {
  const parameters: unknown = Reflect.get(client, 'connectionParameters');
  return typeof parameters === 'object' && parameters !== null
    ? Reflect.get(parameters, 'application_name')
    : undefined;
}
