import { describe, expect, it } from 'vitest';
import { verifyRecord } from '../../src/flow/jobs/verify-record.ts';
import { needsPostgres } from '../builders/needs-postgres.ts';
import { loaderText } from '../fakes/story.ts';
import { choose, planRelease, pushVersion, rollbackRequest } from './deeds.ts';
import { type Open, onPostgres, onSqlite } from './forged/places.ts';
import { beforeThePointer, beforeTheProof } from './forged/stations.ts';
import { codes, heldSurfaces, latest, pointerText } from './seen.ts';

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
    const { release, mend } = await beforeThePointer(forged.desk);
    await forged.sql(CHANGED);
    mend();
    const desk = forged.restarted();
    await desk.work();

    const stopped = await desk.operation(release.id);
    expect(stopped.state).toMatchObject({
      is: 'stopped',
      trouble: { code: 'tampered' },
      choices: ['abandon'],
    });
    expect(stopped.state.is === 'stopped' && stopped.state.trouble.detail).toMatch(NEXT);
    expect(pointerText(desk)).toBe(loaderText('1.1.0'));

    await choose(desk, 'abandon', stopped);
    await desk.work();
    expect((await desk.operation(release.id)).state.is).toBe('abandoned');
    expect(await heldSurfaces(desk)).toEqual([]);
    pushVersion(desk, '1.2.1');
    await verifyRecord(desk.ground);
    expect(codes(await planRelease(desk, { version: 'v1.2.1' }))).toEqual(['record-differs']);
  });

  it('after the pointer: a rollback to the known-good ends it', async () => {
    await using forged = await open();
    const { release, mend } = await beforeTheProof(forged.desk);
    expect(pointerText(forged.desk)).toBe(loaderText('1.2.0'));
    await forged.sql(CHANGED);
    mend();
    const desk = forged.restarted();
    await desk.work();

    const stopped = await desk.operation(release.id);
    expect(stopped.state).toMatchObject({ is: 'stopped', trouble: { code: 'tampered' } });
    expect(stopped.state.is === 'stopped' && stopped.state.trouble.detail).toMatch(NEXT);

    const answer = await desk.use.rollBack(rollbackRequest(desk));
    expect(answer.is).toBe('accepted');
    await desk.work(900_000);
    expect((await desk.operation(release.id)).state.is).toBe('superseded');
    expect(pointerText(desk)).toBe(loaderText('1.1.0'));
    expect(latest(desk, 'navi-js')).toBe('1.1.0');
  });
}
