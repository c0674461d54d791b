import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostgres, startPostgres } from '../harness/store/postgres.ts';
import type { Figure } from './figures.ts';
import type { Thoroughness } from './measure.ts';

/** An empty store, by the variables with which Navi opens it. */
export interface Place {
  name: 'SQLite' | 'PostgreSQL';
  variables: Readonly<Record<string, string>>;
}

const KEY = { NAVI_JOURNAL_KEY: 'simulated-journal-key-for-a-bench' };

/** The same measure on each kind of store; without a PostgreSQL server that one is left out, and this is said. */
export async function withPlaces(
  { say }: Thoroughness,
  measure: (place: Place) => Promise<Figure[]>,
): Promise<Figure[]> {
  say('SQLite');
  const dir = await mkdtemp(join(tmpdir(), 'navi-bench-store-'));
  const figures: Figure[] = [];
  try {
    figures.push(...(await measure({ name: 'SQLite', variables: { ...KEY, NAVI_DATA_DIR: dir } })));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  const source = findPostgres();
  if (source.is === 'missing') {
    say(`PostgreSQL is left out: ${source.why}`);
    return figures;
  }
  say('PostgreSQL');
  const server = await startPostgres(source, { durable: true });
  try {
    const { url, drop } = await server.createDatabase();
    figures.push(...(await measure({ name: 'PostgreSQL', variables: { ...KEY, DATABASE_URL: url } })));
    await drop();
    return figures;
  } finally {
    await server.stop();
  }
}
