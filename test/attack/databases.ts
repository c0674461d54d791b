import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { findPostgres, type OwnPostgres, startOwnPostgres } from '../harness/store/postgres.ts';
import { type Attacked, createRandom, pick, type Tally, tally } from './tally.ts';
import { openTrial, releaseIn, rollBackIn, troubleAfter } from './trial.ts';

const ROUNDS = 1;
/** Between two hits. Milliseconds. */
const LONGEST_MS = 6_000;

type Hit = 'fast' | 'immediate' | 'terminate';

/** PostgreSQL under two replicas is restarted, fast or as after a crash, or ends all connections, in a release and a rollback. */
export async function attackDatabases({ seed, count = ROUNDS }: Attacked): Promise<Tally[]> {
  const random = createRandom(seed);
  const hits = { fast: 0, immediate: 0, terminate: 0 };
  const rounds = Array.from({ length: count }, () => () => playRound(random, hits));
  const { tried, faults } = await tally('', rounds);
  const times = `${hits.fast} fast and ${hits.immediate} immediate restarts, connections ended ${hits.terminate} times`;
  return [{ what: `two replicas, release and rollback: ${times}`, tried, faults }];
}

async function playRound(random: () => number, hits: Record<Hit, number>): Promise<string | null> {
  const server = await startOwn();
  const database = await server.createDatabase();
  const trial = await openTrial({
    place: { url: database.url },
    replicas: 2,
    pace: { stepSeconds: 0.5, purgeSeconds: 1 },
  });
  const over = new AbortController();
  const hitting = (async () => {
    while (!over.signal.aborted) {
      await pause(random() * LONGEST_MS);
      const how = pick(random, ['fast', 'immediate', 'terminate'] as const);
      hits[how] += 1;
      await (how === 'terminate' ? endConnections(database.url) : server.restart(how));
    }
  })();
  try {
    const releases = [await releaseIn(trial, '1.2.0')];
    const rollbacks = [await rollBackIn(trial, '1.1.0')];
    over.abort();
    await hitting;
    return await troubleAfter(trial, { releases, rollbacks, live: '1.1.0' });
  } finally {
    over.abort();
    await hitting;
    await trial.close();
    await server.stop();
  }
}

function startOwn(): Promise<OwnPostgres> {
  const { NAVI_TEST_DATABASE_URL: _, ...env } = process.env;
  const source = findPostgres(env);
  if (source.is !== 'binaries') throw new Error('PostgreSQL is not installed here: it is to be restarted');
  return startOwnPostgres(source, { durable: true });
}

async function endConnections(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
  );
  await client.end();
}
