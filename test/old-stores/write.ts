import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { TestApp } from '../harness/app/app.ts';
import { POSITIONS } from './positions.ts';
import { snapshot } from './snapshot.ts';

/**
 * Writes a store, and the world around it, for each position: `node test/old-stores/write.ts FOLDER`. It uses the code
 * of the tree that it stands in. For the stores of an older commit, check that commit out beside this one, copy this
 * folder into its `test/`, and run it there.
 */
const [, , folder = 'test/old-stores/written'] = process.argv;
await mkdir(folder, { recursive: true });
for (const [name, play] of Object.entries(POSITIONS)) await write(name, play);

async function write(name: string, play: () => Promise<TestApp>): Promise<void> {
  process.env['TMPDIR'] = await mkdtemp(join(tmpdir(), 'old-store-'));
  const app = await play();
  const { schema, rows } = await dump(process.env['TMPDIR']);
  await writeFile(join(folder, 'sqlite-schema.sql'), schema);
  await writeFile(join(folder, `${name}.sql`), rows);
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(await snapshot(app), null, 2)}\n`);
  await app.close();
  await rm(process.env['TMPDIR'], { recursive: true });
  delete process.env['TMPDIR'];
}

/** The embedded store as SQL: how its tables are made, and an insert for each row. */
async function dump(place: string): Promise<{ schema: string; rows: string }> {
  const [dir = ''] = (await readdir(place)).filter((name) => name.startsWith('navi-flow-'));
  const database = new DatabaseSync(join(place, dir, 'navi.db'));
  const made = database
    .prepare(`select name, type, sql from sqlite_master where sql is not null and name not like 'sqlite_%'`)
    .all();
  const tables = made.filter(({ type }) => type === 'table').map(({ name }) => String(name));
  const rows = tables.flatMap((table) =>
    database
      .prepare(`select * from "${table}"`)
      .all()
      .map((row) => insertOf(table, row)),
  );
  database.close();
  return {
    schema: made.map(({ sql }) => `${String(sql)};\n`).join(''),
    rows: rows.join(''),
  };
}

function insertOf(table: string, row: Record<string, unknown>): string {
  const names = Object.keys(row).map((name) => `"${name}"`);
  const values = Object.values(row).map((value) =>
    typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value),
  );
  return `insert into "${table}" (${names.join(', ')}) values (${values.join(', ')});\n`;
}
