import { describe, expect, it } from 'vitest';
import { resume } from '../../src/flow/resume.ts';
import { needsPostgres } from '../builders/needs-postgres.ts';
import { loaderText } from '../fakes/story.ts';
import { planRelease, release, rollBack } from './deeds.ts';
import { type Open, onPostgres, onSqlite } from './forged/places.ts';
import { codes, heldSurfaces, latest, POINTER, pointerText } from './seen.ts';

/** Rows that the journal does not tell of: what somebody writes there changes nothing that customers have. */
describe('rows that the journal does not tell of, in SQLite', () => describeRows(onSqlite()));

describe('rows that the journal does not tell of, in PostgreSQL', () => {
  describeRows(onPostgres(needsPostgres()));
});

const HOLDERS = [`'rel_nobody'`, 'null'];

function describeRows(open: Open): void {
  it.each(HOLDERS)('rolls back though a surface is said to be held by %s', async (holder) => {
    await using forged = await open();
    const { desk, sql } = forged;
    await release(desk);
    await sql(`update surfaces set held_by = ${holder}`);

    const asked = await rollBack(desk);
    await desk.work(900_000);

    expect((await desk.operation(asked.id)).state.is).toBe('done');
    expect(pointerText(desk)).toBe(loaderText('1.1.0'));
    expect(latest(desk, 'navi-js')).toBe('1.1.0');
    expect(await heldSurfaces(desk)).toEqual([]);
  });

  it('plans a release though a surface is said to be held by no operation', async () => {
    await using forged = await open();
    const { desk, sql } = forged;
    await resume(desk.ground);
    await desk.work(30_000);
    await sql(`update surfaces set held_by = 'rel_nobody'`);

    expect((await planRelease(desk)).is).toBe('accepted');
  });

  it('lets no second release in though the hold of the first was deleted', async () => {
    await using forged = await open();
    const { desk, sql } = forged;
    const asked = await desk.request();
    await desk.approve(asked);
    await sql(`update surfaces set held_by = null`);

    expect(codes(await planRelease(desk))).toContain('surface-held');
  });

  it('finds a change of what is live though the surface is said to be held', async () => {
    await using forged = await open();
    const { desk, sql } = forged;
    await release(desk);
    await sql(`update surfaces set held_by = 'rel_nobody'`);
    desk.world.objects.put({ path: POINTER, text: 'foreign()' });

    await desk.store.transaction((tx) =>
      tx.duties.put({
        key: 'verify-live',
        kind: 'verify-live',
        subject: { kind: 'store', id: 'surfaces' },
        lane: 'normal',
        dueAt: desk.world.clock.now().toISOString(),
      }),
    );
    await desk.work(30_000);

    const surfaces = await desk.store.transaction((tx) => tx.surfaces.all());
    expect(surfaces.find(({ id }) => id === 'pointer:v1')?.outside?.what).toMatch(/unknown bytes/);
  });

  it('adopts nothing in the place of a row that somebody has deleted', async () => {
    await using forged = await open();
    const { desk, sql } = forged;
    await release(desk);
    await sql(`delete from surfaces where id = 'pointer:v1'`);
    desk.world.objects.put({ path: POINTER, text: 'foreign()' });
    const other = forged.restarted();
    await resume(other.ground);
    await other.work(60_000);

    expect(codes(await planRelease(other, { version: 'v1.2.0' }))).toContain('record-differs');
    await rollBack(other);
    await other.work(900_000);
    expect(pointerText(other)).toBe(loaderText('1.1.0'));
  });
}
