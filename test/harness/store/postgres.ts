import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import { freePort } from '../../../simulator/kernel/free-port.ts';

/** A PostgreSQL server for tests, and fresh databases on it. */
export interface TestPostgres {
  /** An empty one, or a copy of another to which nothing is connected. */
  createDatabase(like?: TestDatabase): Promise<TestDatabase>;
  stop(): Promise<void>;
}

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** Where a server for tests can come from, or why there is none: then tests say so and are skipped. */
export type PostgresSource =
  | { is: 'given'; url: string }
  | { is: 'binaries'; dir: string }
  | { is: 'missing'; why: string };

/** How long a server may take to answer its first question, in milliseconds. */
const READY_MS = 20_000;

/** `NAVI_TEST_DATABASE_URL` names a server whose user may create databases; else a private one is started. */
export function findPostgres(env: NodeJS.ProcessEnv = process.env): PostgresSource {
  const url = env['NAVI_TEST_DATABASE_URL'];
  if (url !== undefined && url !== '') return { is: 'given', url };
  const dir = binaryFolders(env).find(
    (each) => existsSync(join(each, 'initdb')) && existsSync(join(each, 'postgres')),
  );
  if (dir !== undefined) return { is: 'binaries', dir };
  return { is: 'missing', why: 'no NAVI_TEST_DATABASE_URL, and no PostgreSQL binaries were found' };
}

/**
 * Gives the server; a private one lives in a temporary folder and dies with this process. It does not sync, unless it
 * is to be `durable`, as a server in production is.
 */
export async function startPostgres(
  source: Exclude<PostgresSource, { is: 'missing' }>,
  { durable = false }: { durable?: boolean } = {},
): Promise<TestPostgres> {
  if (source.is === 'given')
    return { createDatabase: (like) => createDatabase(source.url, like), stop: async () => {} };
  return startOwnPostgres(source, { durable });
}

/** A server of this process, which can be restarted: `immediate` is as after a crash. */
export interface OwnPostgres extends TestPostgres {
  restart(how: 'fast' | 'immediate'): Promise<void>;
}

export async function startOwnPostgres(
  source: Extract<PostgresSource, { is: 'binaries' }>,
  { durable = false }: { durable?: boolean } = {},
): Promise<OwnPostgres> {
  const owner = unprivileged();
  const dir = await mkdtemp(join(tmpdir(), 'navi-postgres-'));
  if (owner.uid !== undefined && owner.gid !== undefined) await chown(dir, owner.uid, owner.gid);
  const data = join(dir, 'data');
  execFileSync(
    join(source.dir, 'initdb'),
    ['-D', data, '-U', 'navi', '-A', 'trust', '-N', '-E', 'UTF8', '--locale=C'],
    {
      ...owner,
      cwd: dir,
      stdio: 'pipe',
    },
  );
  const port = await freePort();
  const url = `postgres://navi@127.0.0.1:${port}/postgres`;
  const plan = { binary: join(source.dir, 'postgres'), data, dir, port, owner, durable };
  let server = spawnServer(plan);
  const end = async () => {
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.stdin?.end();
    if (server.exitCode === null) await gone;
  };
  await untilReady(url, server);
  return {
    createDatabase: (like) => createDatabase(url, like),
    restart: async (how) => {
      const [pid] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
      process.kill(Number(pid), how === 'fast' ? 'SIGINT' : 'SIGQUIT');
      await end();
      server = spawnServer(plan);
      await untilReady(url, server);
    },
    async stop() {
      await end();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export function binaryFolders(env: NodeJS.ProcessEnv = process.env): string[] {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  return [
    ...(env['PATH'] ?? '').split(delimiter),
    ...versions.map((version) => join(debian, version, 'bin')),
  ];
}

/** PostgreSQL refuses to run as root: then it runs as a user with fewer rights. */
export function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: 'pipe' }).toString());
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // This user does not exist here; the next may.
    }
  }
  throw new Error('PostgreSQL does not run as root, and there is neither a user postgres nor nobody');
}

interface ServerPlan {
  binary: string;
  data: string;
  dir: string;
  port: number;
  owner: { uid?: number; gid?: number };
  durable: boolean;
}

/**
 * The shell around the server waits for the end of its input, which comes when this process stops it or dies in any
 * way; then it stops the server (SIGINT: fast shutdown).
 */
function spawnServer({ binary, data, dir, port, owner, durable }: ServerPlan): ChildProcess {
  const guard = '"$@" & read -r _; kill -INT $!; wait $!';
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${dir}`]
    .concat('max_connections=400')
    .concat(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'])
    .flatMap((setting) => ['-c', setting]);
  return spawn('sh', ['-c', guard, 'sh', binary, '-D', data, ...settings], {
    ...owner,
    cwd: dir,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`);
    try {
      return await query(url, 'select 1');
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await setTimeout(50);
  }
}

async function createDatabase(server: string, like?: TestDatabase): Promise<TestDatabase> {
  const name = `navi_test_${randomUUID().replaceAll('-', '')}`;
  const copied = like === undefined ? '' : ` template ${new URL(like.url).pathname.slice(1)}`;
  await query(server, `create database ${name}${copied}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => query(server, `drop database if exists ${name} with (force)`),
  };
}

async function query(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // A connection that breaks while nothing is asked of it says so here only.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(text);
  } finally {
    await client.end();
  }
}
