import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { freePort } from '../../simulator/kernel/free-port.ts';
import { runNode } from '../harness/process/cli.ts';
import { environmentOf, REPOSITORY } from '../harness/process/plugged.ts';
import { needed } from './postgres.ts';
import { type Attacked, type Tally, tally } from './tally.ts';
import { openTrial, releaseIn, type Trial } from './trial.ts';

const ENTRY = join(REPOSITORY, 'src/bin/navi.js');
const BROKEN = 1;
/** Terminals at once. */
const AT_ONCE = 2;

interface Damage {
  what: string;
  sql?: readonly string[];
  /** In place of the bot's own variables. */
  variables?: Readonly<Record<string, string>>;
}

const MIDDLE = '(select max(sequence) / 2 from journal)';
const LAST = '(select max(sequence) from journal)';

/** What somebody with the database, and without the journal's key, does to the record of a release. */
const DAMAGES: readonly Damage[] = [
  {
    what: 'another approver',
    sql: [
      `update journal set body = replace(body, '"person":"ben"', '"person":"cleo"') where event = 'approved'`,
    ],
  },
  { what: 'another event', sql: [`update journal set event = 'rejected' where event = 'approved'`] },
  {
    what: 'another operation',
    sql: [`update journal set subject_id = 'rel_other' where sequence = ${MIDDLE}`],
  },
  {
    what: 'another kind of subject',
    sql: [`update journal set subject_kind = 'store' where sequence = ${MIDDLE}`],
  },
  {
    what: 'another year',
    sql: [`update journal set body = replace(body, '"at":"20', '"at":"19') where sequence = ${MIDDLE}`],
  },
  { what: 'the first row deleted', sql: ['delete from journal where sequence = 1'] },
  { what: 'a row in the middle deleted', sql: [`delete from journal where sequence = ${MIDDLE}`] },
  { what: 'the last row deleted', sql: [`delete from journal where sequence = ${LAST}`] },
  {
    what: 'the last rows deleted, the head lowered',
    sql: [`delete from journal where sequence > ${LAST} - 7`, `update journal_head set sequence = ${LAST}`],
  },
  {
    what: 'the last row repeated',
    sql: [
      `insert into journal (sequence, subject_kind, subject_id, event, body) select sequence + 1, subject_kind, subject_id, event, body from journal where sequence = ${LAST}`,
      'update journal_head set sequence = sequence + 1',
    ],
  },
  {
    what: 'two rows change places',
    sql: [
      'update journal set sequence = -5 where sequence = 5',
      'update journal set sequence = 5 where sequence = 6',
      'update journal set sequence = 6 where sequence = -5',
    ],
  },
  {
    what: 'every number one higher',
    sql: ['update journal set sequence = -sequence', 'update journal set sequence = 1 - sequence'],
  },
  { what: 'a blank in front', sql: [`update journal set body = ' ' || body where sequence = ${MIDDLE}`] },
  {
    what: 'a key twice',
    sql: [`update journal set body = '{"event":"rejected",' || substr(body, 2) where sequence = ${MIDDLE}`],
  },
  {
    what: 'a letter spelt as an escape',
    sql: [`update journal set body = replace(body, '"navi"', '"\\u006eavi"')`],
  },
  { what: 'a body of nothing', sql: [`update journal set body = '' where sequence = ${MIDDLE}`] },
  { what: 'a body of a list', sql: [`update journal set body = '[]' where sequence = ${MIDDLE}`] },
  { what: 'the head deleted', sql: ['delete from journal_head'] },
  { what: 'the head raised', sql: ['update journal_head set sequence = sequence + 3'] },
  {
    what: 'the head’s seal changed',
    sql: [`update journal_head set seal = 'f' || substr(seal, 2), mac = 'f' || substr(mac, 2)`],
  },
  { what: 'the rows emptied', sql: ['delete from journal'] },
  { what: 'rows and head emptied', sql: ['delete from journal', 'delete from journal_head'] },
  {
    what: 'a lock that no row wrote',
    sql: [`insert into locked_lines (line, why, by_whom, since) values ('v1', 'x', 'Ada', '2026-11-23')`],
  },
  { what: 'another key', variables: { NAVI_JOURNAL_KEY: 'another-key-0123456789-abcdefghij-KLMNOP' } },
];

/** The record of a real release, damaged in a copy of the store; `audit verify` at a terminal without a bot finds each. */
export async function attackJournal({ only = '' }: Attacked): Promise<Tally[]> {
  const tallies = [];
  for (const [store, attack] of Object.entries({ SQLite: onSqlite, PostgreSQL: onPostgres }))
    if (store.includes(only) || DAMAGES.some(({ what }) => what.includes(only)))
      tallies.push(await attack(store.includes(only) ? '' : only));
  return tallies;
}

async function onSqlite(only: string): Promise<Tally> {
  const dir = mkdtempSync(join(tmpdir(), 'navi-record-'));
  const place = join(dir, 'store');
  const trial = await openTrial({ place: { dir: place } });
  const damaged = async ({ what, sql = [], variables = {} }: Damage) => {
    const copy = join(dir, what);
    cpSync(place, copy, { recursive: true });
    const database = new DatabaseSync(join(copy, 'navi.db'));
    for (const statement of sql) database.exec(statement);
    database.close();
    return { NAVI_DATA_DIR: copy, ...variables };
  };
  try {
    return await tryAll('SQLite', trial, { damaged, only });
  } finally {
    await trial.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function onPostgres(only: string): Promise<Tally> {
  const database = await needed();
  const trial = await openTrial({ place: { url: database.url } });
  const copies: string[] = [];
  const damaged = async ({ sql = [], variables = {} }: Damage) => {
    const url = new URL(database.url);
    const copy = `${url.pathname.slice(1)}_${copies.length}`;
    copies.push(copy);
    await inDatabase(new URL('/postgres', url), [
      `create database "${copy}" template "${url.pathname.slice(1)}"`,
    ]);
    url.pathname = `/${copy}`;
    await inDatabase(url, ['set search_path to navi', ...sql]);
    return { DATABASE_URL: url.href, ...variables };
  };
  try {
    return await tryAll('PostgreSQL', trial, { damaged, only });
  } finally {
    await trial.close();
    for (const copy of copies)
      await inDatabase(new URL('/postgres', database.url), [
        `drop database if exists "${copy}" with (force)`,
      ]);
    await database.drop();
  }
}

async function inDatabase(url: URL, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url.href });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

interface Trying {
  damaged(damage: Damage): Promise<Record<string, string>>;
  only: string;
}

async function tryAll(where: string, trial: Trial, { damaged, only }: Trying): Promise<Tally> {
  await releaseIn(trial, '1.2.0');
  await trial.house.navi.stop();
  const closed = `http://127.0.0.1:${await freePort()}`;
  const verify = async (variables: Record<string, string>) => {
    const env = environmentOf({ ...trial.variables, NAVI_URL: closed, NO_COLOR: '1', ...variables });
    return runNode([ENTRY, 'audit', 'verify'], { env, cwd: REPOSITORY });
  };
  const tries = DAMAGES.filter(({ what }) => what.includes(only)).map((damage) => async () => {
    const { code, out, err } = await verify(await damaged(damage));
    const isExplained = !/^ {4}at .+:\d+/m.test(out + err) && /\S{3}/.test(out + err);
    return code === BROKEN && isExplained ? null : `${damage.what}: ${code} ${out}${err}`;
  });
  const control = async () => {
    const { code, out, err } = await verify(await damaged({ what: 'unharmed' }));
    return code === 0 ? null : `unharmed: ${code} ${out}${err}`;
  };
  return tally(`damaged records on ${where}, and one unharmed`, [control, ...tries], AT_ONCE);
}
