import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { needsPostgres } from '../builders/needs-postgres.ts';
import { binaryFolders } from '../builders/postgres.ts';
import { loaderText } from '../fakes/story.ts';
import { createPostgresPlace } from '../store/postgres-place.ts';
import { planRelease, pushVersion, release, rollBack } from './deeds.ts';
import { openRecordDesk, type RecordDesk } from './record.ts';
import { codes, pointerText } from './seen.ts';

/** Runs a program of PostgreSQL's client; one that is missing is said, never passed over. */
function run(name: 'pg_dump' | 'pg_restore', ...argv: string[]): void {
  const program = binaryFolders()
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
  if (program === undefined)
    throw new Error(`${name} was not found: install PostgreSQL's client of the server's version`);
  execFileSync(program, argv, { stdio: 'pipe' });
}

describe('a PostgreSQL backup that was restored from a dump', () => {
  const server = needsPostgres();
  let url: string;
  let dir: string;
  let desk: RecordDesk;
  beforeEach(async () => {
    const place = await createPostgresPlace(server);
    ({ url } = place);
    dir = await mkdtemp(join(tmpdir(), 'navi-dump-'));
    desk = await openRecordDesk(place);
  });
  afterEach(async () => {
    await desk.close();
    await rm(dir, { recursive: true, force: true });
  });

  const recordOf = async () => {
    const status = await desk.use.status();
    if (status.is !== 'status') throw new Error('no status');
    return status.report.record;
  };

  it('is found at the start, stops releases, lets a rollback pass, and is accepted by two', async () => {
    const file = join(dir, 'navi.dump');
    await release(desk);
    await desk.check();
    run('pg_dump', '--format=custom', `--file=${file}`, url);
    pushVersion(desk, '1.2.1');
    const later = await desk.request('v1.2.1');
    await desk.approve(later);
    await desk.work();
    expect(pointerText(desk)).toBe(loaderText('1.2.1'));

    run('pg_restore', '--clean', '--if-exists', `--dbname=${url}`, file);
    await desk.start();

    expect(await desk.store.transaction((tx) => tx.operations.get(later.id))).toBeUndefined();
    const { differs } = await recordOf();
    expect(differs?.texts.join('\n')).toMatch(/was posted to Slack, and the record has \d+ rows/);
    expect(differs?.texts.join('\n')).toMatch(/pointer:v1: the record says v1\.2\.0/);
    pushVersion(desk, '1.2.2');
    expect(codes(await planRelease(desk, { version: 'v1.2.2' }))).toEqual(['record-differs']);

    await rollBack(desk);
    await desk.work(900_000);
    expect(pointerText(desk)).toBe(loaderText('1.1.0'));

    await desk.accept('ada');
    await desk.accept('cleo');
    expect((await recordOf()).differs).toBeNull();
    await desk.check();
    expect((await recordOf()).differs).toBeNull();
    expect(codes(await planRelease(desk, { version: 'v1.2.2' }))).toEqual(['line-locked']);
  });
});
