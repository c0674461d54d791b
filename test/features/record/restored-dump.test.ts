import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planRelease, pushVersion, release, rollBack } from '../../harness/app/actions.ts';
import { openRecordApp, type RecordApp } from '../../harness/app/record-app.ts';
import { codes, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';
import { needsPostgres } from '../../harness/store/needs-postgres.ts';
import { binaryFolders } from '../../harness/store/postgres.ts';
import { createPostgresPlace } from '../../harness/store/postgres-place.ts';

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
  let app: RecordApp;
  beforeEach(async () => {
    const place = await createPostgresPlace(server);
    ({ url } = place);
    dir = await mkdtemp(join(tmpdir(), 'navi-dump-'));
    app = await openRecordApp(place);
  });
  afterEach(async () => {
    await app.close();
    await rm(dir, { recursive: true, force: true });
  });

  const recordOf = async () => {
    const status = await app.use.status();
    if (status.is !== 'status') throw new Error('no status');
    return status.report.record;
  };

  it('is found at the start, stops releases, lets a rollback pass, and is accepted by two', async () => {
    const file = join(dir, 'navi.dump');
    await release(app);
    await app.check();
    run('pg_dump', '--format=custom', `--file=${file}`, url);
    pushVersion(app, '1.2.1');
    const later = await app.request('v1.2.1');
    await app.approve(later);
    await app.work();
    expect(pointerText(app)).toBe(loaderText('1.2.1'));

    run('pg_restore', '--clean', '--if-exists', `--dbname=${url}`, file);
    await app.start();

    expect(await app.store.transaction((tx) => tx.operations.get(later.id))).toBeUndefined();
    const { differs } = await recordOf();
    expect(differs?.texts.join('\n')).toMatch(/was posted to Slack, and the record has \d+ rows/);
    expect(differs?.texts.join('\n')).toMatch(/CDN v1: the record says v1\.2\.0/);
    pushVersion(app, '1.2.2');
    expect(codes(await planRelease(app, { version: 'v1.2.2' }))).toEqual(['record-differs']);

    await rollBack(app);
    await app.work(900_000);
    expect(pointerText(app)).toBe(loaderText('1.1.0'));

    await app.accept('ada');
    await app.accept('cleo');
    expect((await recordOf()).differs).toBeNull();
    await app.check();
    expect((await recordOf()).differs).toBeNull();
    expect(codes(await planRelease(app, { version: 'v1.2.2' }))).toEqual(['line-locked']);
  });
});
