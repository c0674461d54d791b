import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { resume } from '../../src/app/resume.ts';
import { findTampering } from '../../src/engine/guard.ts';
import { proveTerminal } from '../../src/features/people/prove.ts';
import { ServiceError } from '../../src/ports/service-error.ts';
import { planRelease, pushVersion, release, rollBack, rollbackRequest } from '../harness/app/actions.ts';
import { RELEASES, type TestApp } from '../harness/app/app.ts';
import { codes, latest, pointerText } from '../harness/app/seen.ts';
import { sriOf } from '../harness/fakes/objects.ts';
import { loaderText } from '../harness/fakes/story.ts';
import { needsPostgres } from '../harness/store/needs-postgres.ts';
import { DAMAGES } from './forged/damages.ts';
import { type ForgedApp, type Open, onPostgres, onSqlite } from './forged/places.ts';
import { beforeThePointer, beforeTheProof } from './forged/stations.ts';
import { BODIES, MISTYPED, MISTYPED_BODIES, UNREADABLE } from './forged/unreadable.ts';

describe('a database with foreign writes, in SQLite', () =>
  describeForged(onSqlite(), {
    damages: [...DAMAGES, ...UNREADABLE, ...MISTYPED],
    bodies: { ...BODIES, ...MISTYPED_BODIES },
  }));

// What is compared is the same in both; the store's contract shows that both read and write it alike.
describe('a database with foreign writes, in PostgreSQL', () =>
  describeForged(onPostgres(needsPostgres()), {
    damages: [...DAMAGES.slice(0, 4), ...UNREADABLE],
    bodies: BODIES,
  }));

const announced = ({ world }: TestApp) =>
  world.chat.posts.filter(({ message }) => message.is === 'announcement');

const posted = ({ world }: TestApp) => JSON.stringify(world.chat.posts.map(({ message }) => message));

/** Live is adopted, and an older version quarantined; a copy of the journal's head is kept. */
async function begin({ app, sql }: ForgedApp): Promise<void> {
  await resume(app.context);
  await app.work(30_000);
  const aside = { why: 'x', by: 'Cleo Martins', since: '2026-11-01T00:00:00.000Z', operation: null };
  await app.store.transaction((tx) => tx.quarantined.add({ version: '1.0.0', ...aside }));
  await sql('create table old_head as select * from journal_head');
}

async function expectStopped(app: TestApp, id: string, names: RegExp): Promise<void> {
  const { state } = await app.operation(id);
  expect(state).toMatchObject({ is: 'stopped', trouble: { code: 'tampered' }, choices: ['abandon'] });
  expect(state.is === 'stopped' ? state.trouble.detail : '').toMatch(names);
  expect(announced(app)).toEqual([]);
  // The owners are called with the row and the field.
  expect(posted(app)).toMatch(names);
}

interface Foreign {
  damages: typeof DAMAGES;
  /** Makes the body of every operation unreadable. */
  bodies: Readonly<Record<string, string>>;
}

function describeForged(open: Open, { damages, bodies }: Foreign): void {
  it('announces nothing when a proof is said to have been seen', async () => {
    await using forged = await open();
    const { release: waiting } = await beforeTheProof(forged.app);
    expect(waiting.steps['verify-edge']).toMatchObject({ is: 'pending' });
    await forged.forge(waiting.id, ({ steps }) => {
      const at = '2026-11-23T09:00:00.000Z';
      const evidence = { sha384: 'sha384-x', clean: 3, browsersUntil: at };
      steps['verify-edge'] = { is: 'done', begunAt: at, since: at, evidence };
    });
    const app = forged.restarted();
    await app.work();

    await expectStopped(app, waiting.id, /operations rel_\S+: step:verify-edge is/);
  });

  it('serves no bytes that the build did not report', async () => {
    await using forged = await open();
    const { release: waiting, mend } = await beforeThePointer(forged.app);
    const { world } = forged.app;
    const foreign = world.objects.put({ path: 'v1.2.0/navi-loader.js', text: 'foreign()' });
    const bytes = { sha384: sriOf('sha384', 'foreign()'), size: foreign.size };
    await forged.forge(waiting.id, ({ steps }) => {
      const read = steps['read-manifest'];
      Object.assign(read ?? {}, { evidence: { ...Object(read?.['evidence']), ...bytes } });
    });
    mend();
    const app = forged.restarted();
    await app.work();

    await expectStopped(app, waiting.id, /operations rel_\S+: step:read-manifest is/);
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
  });

  it('keeps a line locked and a version quarantined whose rows were deleted', async () => {
    await using forged = await open();
    const { app, sql } = forged;
    await release(app);
    await rollBack(app);
    await app.work(900_000);
    await sql('delete from locked_lines');
    await sql('delete from quarantined_versions');

    const again = await app.use.rollBack(rollbackRequest(app, { target: 'v1.2.0', reason: 'x' }));

    expect(codes(again)).toEqual(['target-quarantined']);
    pushVersion(app, '1.2.1');
    expect(codes(await planRelease(app, { version: 'v1.2.1' }))).toEqual(['line-locked']);
    await app.work();
    expect(posted(app)).toContain('locked_lines v1: the row is missing');
  });

  it('releases nothing into a line whose lock was deleted', async () => {
    await using forged = await open();
    const { app, sql } = forged;
    await release(app);
    await rollBack(app);
    await app.work(900_000);
    await sql('delete from locked_lines');
    pushVersion(app, '1.2.1');
    const asked = await app.request('v1.2.1');
    await app.approve(asked);
    await app.work(30_000);

    expect((await app.operation(asked.id)).steps['tag']).toMatchObject({
      is: 'pending',
      expects: expect.stringContaining('locked_lines v1: the row is missing'),
    });
    expect(posted(app)).toContain('locked_lines v1: the row is missing');
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
  });

  it('has a rollback go on whose own steps are said to be done', async () => {
    await using forged = await open();
    const { app } = forged;
    await begin(forged);
    await release(app);
    let isHeld = true;
    const problem = { service: 'gcs', call: 'copy', kind: 'unknown', problem: 'it is held' } as const;
    app.world.objects.before('copy', () => {
      if (isHeld) throw new ServiceError(problem);
    });
    const asked = await rollBack(app);
    await app.work(30_000);
    expect(pointerText(app)).toBe(loaderText('1.2.0'));
    await forged.forge(asked.id, ({ steps }) => {
      const at = '2026-11-23T09:00:00.000Z';
      for (const step of Object.keys(steps))
        steps[step] = { is: 'done', begunAt: at, since: at, evidence: {} };
    });
    isHeld = false;
    const other = forged.restarted();
    await other.work(900_000);

    expect((await other.operation(asked.id)).state.is).toBe('done');
    expect(pointerText(other)).toBe(loaderText('1.1.0'));
    expect(latest(other, 'navi-js')).toBe('1.1.0');
    expect(posted(other)).toMatch(/operations rbk_\S+: step:\S+ is/);
    const rows = await other.store.transaction((tx) => tx.journal.of({ kind: 'store', id: 'state' }));
    expect(rows.map(({ row }) => row.event)).toContain('restored');
  });

  it('takes no token that was revoked, though its row is put back and the revocation deleted', async () => {
    await using forged = await open();
    const { app, sql } = forged;
    const token = `navi_${'a'.repeat(43)}`;
    const hash = createHash('sha256').update(token).digest('hex');
    const person = { person: 'ada', machine: 'm', issuedAt: '2026-11-23', expiresAt: '2999-01-01' };
    await app.store.transaction(async (tx) => {
      await tx.terminals.addToken({ id: 'trm_1', hash, ...person });
      const details = { hash, person: 'ada', expiresAt: person.expiresAt };
      const subject = { kind: 'token', id: 'trm_1' };
      tx.journal.append({ subject, event: 'token-issued', actor: { is: 'navi' }, planHash: null, details });
    });
    expect(await proveTerminal(app.context, token)).toMatchObject({ is: 'person' });
    await app.use.revokeToken({ id: 'trm_1', caller: app.caller('ada'), place: RELEASES });
    await sql(`delete from journal where event = 'token-revoked'`);
    await sql(
      `insert into terminal_tokens (id, hash, person, machine, issued_at, expires_at) values ('trm_1', '${hash}', 'ada', 'm', '2026-11-23', '2999-01-01')`,
    );

    expect(await proveTerminal(app.context, token)).toMatchObject({ is: 'unproven' });
  });

  it('sees no difference in what another process writes meanwhile', async () => {
    await using forged = await open();
    const { app } = forged;
    const asked = await app.request();
    await app.approve(asked);
    const operation = await app.operation(asked.id);
    const other = forged.restarted();
    let isWriting = true;
    const writing = (async () => {
      for (let n = 0; n < 60; n += 1)
        await other.store.transaction(async (tx) => {
          const line = `v${n + 10}`;
          await tx.lockedLines.lock({ line, why: 'x', by: 'Ada', since: '2026-11-23', operation: null });
          if (n % 3 === 0) await tx.lockedLines.unlock(line);
        });
      isWriting = false;
    })();
    const found = new Set<string | null>();
    while (isWriting) found.add(await findTampering(app.context, operation));
    await writing;

    expect([...found]).toEqual([null]);
  });

  describe.each(Object.entries(bodies))('when the body of every operation %s', (_, statement) => {
    it('a release that moved the pointer is rolled back', async () => {
      await using forged = await open();
      const { release: waiting } = await beforeTheProof(forged.app);
      expect(pointerText(forged.app)).toBe(loaderText('1.2.0'));
      await forged.sql(statement);
      const app = forged.restarted();
      await app.work();
      expect(announced(app)).toEqual([]);
      const asked = await rollBack(app);
      forged.app.world.edge.mend('probe-b');
      await app.work(900_000);

      expect((await app.operation(asked.id)).state.is).toBe('done');
      expect(pointerText(app)).toBe(loaderText('1.1.0'));
      expect((await app.operation(waiting.id)).state.is).toBe('superseded');
    });

    it('a release that was done is rolled back', async () => {
      await using forged = await open();
      await release(forged.app);
      await forged.sql(statement);
      const app = forged.restarted();
      const asked = await rollBack(app);
      await app.work(900_000);

      expect((await app.operation(asked.id)).state.is).toBe('done');
      expect(pointerText(app)).toBe(loaderText('1.1.0'));
    });
  });

  describe.each(damages)('when $what', ({ names, apply, showsToReader }) => {
    it('a release under way stops, and says which row', async () => {
      await using forged = await open();
      await begin(forged);
      const { release: waiting, mend } = await beforeThePointer(forged.app);
      const dispatched = forged.app.world.scm.callsOf('dispatch').length;
      await apply(forged, waiting);
      mend();
      const app = showsToReader === true ? forged.app : forged.restarted();
      await app.work();

      await expectStopped(app, waiting.id, names);
      expect(pointerText(app)).toBe(loaderText('1.1.0'));
      expect(app.world.scm.callsOf('dispatch')).toHaveLength(dispatched);
    });

    it('a rollback to the known-good goes on', async () => {
      await using forged = await open();
      const { app } = forged;
      await begin(forged);
      const released = await release(app);
      await apply(forged, released);
      const other = showsToReader === true ? app : forged.restarted();
      const asked = await rollBack(other);
      await other.work(900_000);

      expect((await other.operation(asked.id)).state.is).toBe('done');
      expect(pointerText(other)).toBe(loaderText('1.1.0'));
      expect(latest(other, 'navi-js')).toBe('1.1.0');
    });
  });
}
