import { describe, expect, it } from 'vitest';
import { verifyRecord } from '../../../src/features/record/jobs/verify-record.ts';
import { type Open, onPostgres, onSqlite } from '../../engine/forged/places.ts';
import { beforeThePointer, beforeTheProof } from '../../engine/forged/stations.ts';
import { choose, planRelease, pushVersion, rollbackRequest } from '../../harness/app/actions.ts';
import { codes, heldSurfaces, latest, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';
import { needsPostgres } from '../../harness/store/needs-postgres.ts';

/** What an operator does when a row of the journal is changed while a release runs. */
describe('a journal that is changed while a release runs, in SQLite', () => describeFlaw(onSqlite()));

describe('a journal that is changed while a release runs, in PostgreSQL', () => {
  describeFlaw(onPostgres(needsPostgres()));
});

const CHANGED = `update journal set body = replace(body, '"ben"', '"cleo"') where event = 'approved'`;
const NEXT = /Nothing was written since.*docs\/operations\.md.*Cancel.*roll back/s;

function describeFlaw(open: Open): void {
  it('before the pointer: it stops and says what comes next, is cancelled, and the next one waits for the record', async () => {
    await using forged = await open();
    const { release, mend } = await beforeThePointer(forged.app);
    await forged.sql(CHANGED);
    mend();
    const app = forged.restarted();
    await app.work();

    const stopped = await app.operation(release.id);
    expect(stopped.state).toMatchObject({
      is: 'stopped',
      trouble: { code: 'tampered' },
      choices: ['abandon'],
    });
    expect(stopped.state.is === 'stopped' && stopped.state.trouble.detail).toMatch(NEXT);
    expect(pointerText(app)).toBe(loaderText('1.1.0'));

    await choose(app, 'abandon', stopped);
    await app.work();
    expect((await app.operation(release.id)).state.is).toBe('abandoned');
    expect(await heldSurfaces(app)).toEqual([]);
    pushVersion(app, '1.2.1');
    await verifyRecord(app.context);
    expect(codes(await planRelease(app, { version: 'v1.2.1' }))).toEqual(['record-differs']);
  });

  it('after the pointer: a rollback to the known-good ends it', async () => {
    await using forged = await open();
    const { release, mend } = await beforeTheProof(forged.app);
    expect(pointerText(forged.app)).toBe(loaderText('1.2.0'));
    await forged.sql(CHANGED);
    mend();
    const app = forged.restarted();
    await app.work();

    const stopped = await app.operation(release.id);
    expect(stopped.state).toMatchObject({ is: 'stopped', trouble: { code: 'tampered' } });
    expect(stopped.state.is === 'stopped' && stopped.state.trouble.detail).toMatch(NEXT);

    const answer = await app.use.rollBack(rollbackRequest(app));
    expect(answer.is).toBe('accepted');
    await app.work(900_000);
    expect((await app.operation(release.id)).state.is).toBe('superseded');
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect(latest(app, 'navi-js')).toBe('1.1.0');
  });
}
