import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../src/adapters/terminal/explained.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import { verifyRecord } from '../../../src/features/record/jobs/verify-record.ts';
import { planRelease, pushVersion, release, rollBack, unlock } from '../../harness/app/actions.ts';
import { openRecordApp, type RecordApp } from '../../harness/app/record-app.ts';
import { codes, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';
import { settingsWith } from '../../harness/samples/settings.ts';
import { needsPostgres } from '../../harness/store/needs-postgres.ts';
import type { StorePlace } from '../../harness/store/place.ts';
import { createPostgresPlace } from '../../harness/store/postgres-place.ts';
import { createSqlitePlace } from '../../harness/store/sqlite-place.ts';

const EDIT = `update journal set body = replace(body, 'U0BEN', 'U0DEV') where event = 'approved'`;

const DELIVERED = `update journal set body = replace(body, '"rows":1', '"rows":2') where event = 'delivered'`;

/** The row that says that the pointer was moved. */
const MOVED = `update journal set body = replace(body, '"swap-pointer"', '"swap-pointers"') where event = 'step-done' and body like '%"swap-pointer"%'`;

const recordOf = async ({ use }: RecordApp) => {
  const status = await use.status();
  if (status.is !== 'status') throw new Error('no status');
  return status.report.record;
};

function describeRecord(name: string, createPlace: () => Promise<StorePlace>): void {
  describe(`the record on ${name}`, () => {
    let app: RecordApp;
    beforeEach(async () => {
      app = await openRecordApp(await createPlace());
    });
    afterEach(() => app.close());

    const verify = () => app.use.auditVerify(undefined);

    it('finds a deleted lock, and restores it after the acceptance', async () => {
      await release(app);
      await rollBack(app);
      await app.work(900_000);
      pushVersion(app, '1.2.1');
      await app.sql('delete from locked_lines');

      await app.check();

      expect((await recordOf(app)).differs?.texts).toEqual([
        expect.stringContaining('locked_lines v1: the row is missing'),
      ]);
      expect(codes(await planRelease(app, { version: 'v1.2.1' }))).toEqual(['record-differs']);
      await app.accept('ada');
      await app.accept('cleo');
      expect((await recordOf(app)).differs).toBeNull();
      expect(codes(await planRelease(app, { version: 'v1.2.1' }))).toEqual(['line-locked']);
      await app.check();
      expect((await recordOf(app)).differs).toBeNull();

      // The same again: what was accepted was restored.
      await app.sql('delete from locked_lines');
      expect(await verify()).toMatchObject({ level: 'bad' });
      await app.check();
      expect((await recordOf(app)).differs?.texts).toEqual([
        expect.stringContaining('locked_lines v1: the row is missing'),
      ]);
    });

    it('that was edited outside Navi is found, and stops releases, decisions and unlocks', async () => {
      await release(app);
      await app.sql(EDIT);
      expect(await recordOf(app)).toMatchObject({ differs: null });

      await app.check();

      const { differs } = await recordOf(app);
      expect(differs?.texts).toEqual([expect.stringMatching(/^row \d+: this row is not as it was written$/)]);
      const [row = ''] = differs?.texts ?? [];
      expect(app.told().filter((text) => text.includes(row))).toHaveLength(1);
      const notice = app.world.chat.posts.find((post) => post.key.startsWith('record-differs:'));
      expect(notice?.message).toMatchObject({ is: 'notice', level: 'bad', asks: ['U0BEN', 'U0CLEO'] });
      expect(app.world.telemetry.counted('record_checks', { outcome: 'differs' })).toBe(1);
      expect(codes(await planRelease(app, { version: 'v1.2.1' }))).toEqual(['record-differs']);
      expect(codes(await unlock(app))).toEqual(['record-differs']);
      expect(exitCodeOf(await verify())).toBe(1);

      await app.check();
      expect(app.told().filter((text) => text.includes(row))).toHaveLength(1);
    });

    it.each([
      [
        'a row that it does not explain',
        `insert into locked_lines (line, why, by_whom, since) values ('v1', 'x', 'Ada', '2026-11-23')`,
      ],
      ['less than it says', 'delete from surfaces'],
    ])('whose state has %s is not verified', async (_, change) => {
      await release(app);
      expect(exitCodeOf(await verify())).toBe(0);

      await app.sql(change);

      const found = await verify();
      expect(exitCodeOf(found)).toBe(1);
      expect(found).toMatchObject({
        text: expect.stringMatching(/is intact, and the state differs from it:\n/),
      });
    });

    it('that differs stops no rollback to the known-good, which says what it relies on', async () => {
      await release(app);
      await app.sql(EDIT);
      await app.check();

      expect(codes(await app.use.rollBack({ ...asked(app), target: 'v1.0.0', reason: 'older' }))).toEqual([
        'record-differs-target',
      ]);
      const rollback = await rollBack(app);
      await app.work(60_000);

      expect((await app.operation(rollback.id)).steps['announce']?.is).toBe('done');
      expect(pointerText(app)).toBe(loaderText('1.1.0'));
      expect(rollback.shown.changes.join()).toContain('uses authentic entries only');
    });

    it('is accepted by two persons, one of whom is an owner, and then releases go on', async () => {
      await release(app);
      await rollBack(app);
      await app.work(60_000);
      await app.sql(EDIT);
      await app.check();

      expect(await app.accept('ben')).toMatchObject({ is: 'line', level: 'warn' });
      expect(codes(await app.accept('ben'))).toEqual(['accept-needs-second']);
      expect(await recordOf(app)).not.toMatchObject({ differs: null });
      expect(await app.accept('dev')).toMatchObject({ is: 'line', level: 'good' });

      expect(await recordOf(app)).toMatchObject({ differs: null });
      await app.check();
      expect(await recordOf(app)).toMatchObject({ differs: null });
      expect(await verify()).toMatchObject({
        level: 'good',
        text: expect.stringContaining('1 accepted difference'),
      });
      expect(await unlock(app)).toMatchObject({ is: 'line', level: 'good' });
      const events = await app.store.transaction((tx) => tx.journal.of({ kind: 'store', id: 'record' }));
      expect(events.map(({ row }) => row.event)).toEqual([
        'record-differs',
        'record-accept-asked',
        'record-accepted',
      ]);
      expect(events.at(-1)?.row).toMatchObject({ actor: { person: 'dev' }, details: { with: 'ben' } });
      await app.work(30_000);
      expect(app.told().join('\n')).toContain('Ben Ivarsson and Dev Rao accepted the record');
    });

    it('that was accepted once is found again when the same row is changed once more', async () => {
      await release(app);
      await app.sql(EDIT);
      await app.check();
      await app.accept('ben');
      await app.accept('cleo');
      await app.sql(EDIT.replaceAll('U0DEV', 'U0NEW').replace('U0BEN', 'U0DEV'));

      await app.check();

      expect((await recordOf(app)).differs?.texts).toHaveLength(1);
    });

    it('is not accepted by unproven callers, by one person, without an owner, or for another head', async () => {
      await app.close();
      const { people } = settingsWith();
      const withOwner = people.map((one) =>
        one.id === 'cleo' ? { ...one, roles: ['owner' as const] } : one,
      );
      app = await openRecordApp(await createPlace(), { people: withOwner });
      expect(codes(await app.accept('ada'))).toEqual(['nothing-to-accept']);
      await release(app);
      await app.sql(EDIT);
      await app.check();
      const ask = { head: { rows: 1, mac: '00000000' }, reason: 'x', place: { is: 'terminal' as const } };

      expect(
        codes(await app.use.acceptRecord({ ...ask, caller: { is: 'unproven', claimed: 'cleo' } })),
      ).toEqual(['token-invalid']);
      expect(codes(await app.use.acceptRecord({ ...ask, caller: app.caller('cleo') }))).toEqual([
        'accept-other-head',
      ]);
      expect(await app.accept('ada')).toMatchObject({ level: 'warn' });
      expect(await app.accept('ben')).toMatchObject({ level: 'warn' });
      expect(await recordOf(app)).not.toMatchObject({ differs: null });
      expect(await app.accept('cleo')).toMatchObject({ level: 'good' });
    });

    it('an old copy that was put back is found by the heads that the chat holds, and accepted', async () => {
      await release(app);
      await app.backUp();
      await rollBack(app);
      await app.work(60_000);
      await app.restore();

      await app.start();

      const { differs } = await recordOf(app);
      expect(differs?.texts.join('\n')).toContain('rows were cut, or an old copy was restored');
      expect(differs?.texts.join('\n')).toContain(
        'CDN v1: the record says v1.2.0, and v1/navi-loader.js has the content of v1.1.0',
      );
      expect(exitCodeOf(await verify())).toBe(1);
      expect(codes(await planRelease(app, { version: 'v1.2.1' }))).toEqual(['record-differs']);

      await app.accept('ben');
      expect(await app.accept('ada')).toMatchObject({ level: 'good' });
      await app.start();
      expect(await recordOf(app)).toMatchObject({ differs: null, notCompared: null });
    });

    it('shows that a rollback was cut away right after it was confirmed, by its first head', async () => {
      await release(app);
      await app.backUp();
      app.world.objects.breakCall('copy', 'unknown', 1_000);
      await rollBack(app);
      await app.work(10_000);
      await app.restore();

      await app.start();

      expect((await recordOf(app)).differs?.texts.join('\n')).toContain('was posted to Slack');
    });

    it('is compared with what is live when no head is left, and not where the record tells of the change', async () => {
      await release(app);
      app.world.chat.posts.splice(0);
      app.world.objects.put({ path: 'v1/navi-loader.js', text: loaderText('1.1.0') });
      await app.start();
      expect((await recordOf(app)).differs?.texts).toEqual([expect.stringContaining('CDN v1')]);
    });

    it('that cannot be compared says so, starts all the same, and is compared again each minute', async () => {
      await release(app);
      app.world.chat.breakCall('heads', 'unknown', 2);

      await app.start();
      expect(await recordOf(app)).toMatchObject({
        differs: null,
        notCompared: expect.stringContaining('Slack'),
      });
      expect(app.world.telemetry.warnings().map(({ message }) => message)).toContain('record not compared');
      for (const notCompared of [expect.stringContaining('Slack'), null]) {
        await app.world.clock.advance(50_000);
        await app.work(30_000);
        expect(await recordOf(app)).toMatchObject({ notCompared });
      }
      expect(await recordOf(app)).toMatchObject({ differs: null, notCompared: null });
    });

    it('is accepted with what only the state says since a row was changed, and releases go on after a restart', async () => {
      await release(app);
      await app.sql(MOVED);
      await app.check();
      const { differs } = await recordOf(app);
      expect(differs?.texts.join('\n')).toContain('surfaces CDN v1');

      await app.accept('ben');
      expect(await app.accept('ada')).toMatchObject({ level: 'good' });
      await app.start();
      expect(await recordOf(app)).toMatchObject({ differs: null });
      pushVersion(app, '1.2.1');
      const next = await app.request('v1.2.1');
      await app.approve(next);
      await app.work();

      expect((await app.operation(next.id)).state.is).toBe('done');
    });

    it('is accepted beside rows that cannot be read, which are restored', async () => {
      await release(app);
      await app.sql(
        DELIVERED,
        `update surfaces set live = '{' where id = 'pointer:v1'`,
        `insert into surfaces (id, live, since, moved_by) values ('pointer:v2', '{', '2026', 'adopted')`,
      );
      await app.start();
      expect((await recordOf(app)).differs?.texts.join('\n')).toContain('surfaces CDN v1: live is {');

      await app.accept('ben');
      expect(await app.accept('ada')).toMatchObject({ level: 'good' });
      const live = await app.store.transaction((tx) => tx.surfaces.all());
      expect(live.find(({ id }) => id === 'pointer:v1')).toMatchObject({ live: { version: '1.2.0' } });
      await app.start();
      expect(await recordOf(app)).toMatchObject({ differs: null });
      pushVersion(app, '1.2.1');
      const next = await app.request('v1.2.1');
      await app.approve(next);
      await app.work();
      expect((await app.operation(next.id)).state.is).toBe('done');
    });

    it('is accepted without a token that no row gave, when Navi was started after the change', async () => {
      await release(app);
      await app.sql(
        EDIT,
        `insert into terminal_tokens (id, hash, person, machine, issued_at, expires_at)
          values ('trm_forged', 'ff', 'ben', 'x', '2026-01-01', '2099-01-01')`,
      );
      await app.start();
      expect((await recordOf(app)).differs?.texts.join('\n')).toContain('trm_forged');

      await app.accept('ben');
      expect(await app.accept('ada')).toMatchObject({ level: 'good' });
      expect(await app.store.transaction((tx) => tx.terminals.tokens())).toEqual([]);
      await app.start();
      expect(await recordOf(app)).toMatchObject({ differs: null });
      pushVersion(app, '1.2.1');
      const next = await app.request('v1.2.1');
      await app.approve(next);
      await app.work();
      expect((await app.operation(next.id)).state.is).toBe('done');
    });

    it('is read before the first write of a release, which waits until it is accepted', async () => {
      app.letWorkflowRun();
      const planned = await app.request();
      await app.sql(DELIVERED);
      expect(await app.approve(planned)).toMatchObject({ is: 'accepted' });
      await app.work(30_000);

      const held = await app.operation(planned.id);
      expect(held.steps['tag']).toMatchObject({
        is: 'pending',
        expects: expect.stringMatching(/^the record to be accepted \(row \d+/),
      });
      expect(app.world.scm.callsOf('createTag')).toEqual([]);
      // People take hours: it looks once a minute, and their acceptance has it go on at once.
      await app.work(10 * 60_000);
      const looks = (one: Operation) => one.lease?.epoch ?? 0;
      expect(looks(await app.operation(planned.id)) - looks(held)).toBeLessThanOrEqual(10);
      await app.accept('ben');
      await app.accept('ada');
      await app.work();
      expect((await app.operation(planned.id)).state.is).toBe('done');
    });

    it('stops a release that is under way before its next write, until it is accepted', async () => {
      app.world.scm.onRun(async (run) => {
        await app.sql(DELIVERED);
        await verifyRecord(app.context);
        // Its end is what the release waits for, and the virtual clock does not wait for the check.
        await app.world.runWorkflow(run);
      });
      const planned = await app.request();
      await app.approve(planned);
      await app.work(60_000);

      const held = await app.operation(planned.id);
      expect(Object.values(held.steps)).toContainEqual(
        expect.objectContaining({
          is: 'pending',
          expects: expect.stringMatching(/^the record to be accepted/),
        }),
      );
      expect(app.world.objects.callsOf('copy')).toEqual([]);
      await app.accept('ben');
      await app.accept('ada');
      await app.work();
      expect((await app.operation(planned.id)).state.is).toBe('done');
    });

    it('takes no approval, no rejection and no unquarantine while it differs', async () => {
      const planned = await app.request();
      await app.sql(DELIVERED);
      await app.check();

      const click = { ...(await app.click(planned, 'ben')), planHash: planned.plan.hash };
      expect(codes(await app.use.approve(click))).toEqual(['record-differs']);
      expect(codes(await app.use.reject({ ...click, reason: 'no' }))).toEqual(['record-differs']);
      expect(await app.use.opens('approve', click)).toMatchObject({ is: 'refusal' });
      await app.accept('ben');
      await app.accept('ada');
      expect(await app.use.approve(click)).toMatchObject({ is: 'accepted' });
    });
  });
}

const asked = (app: RecordApp) => ({
  target: undefined,
  reason: undefined,
  cdnOnly: false,
  caller: app.caller('cleo'),
  place: { is: 'slack' as const, channel: 'C0RELEASES' },
});

describeRecord('SQLite', createSqlitePlace);
describe('with a server', () => {
  const server = needsPostgres();
  describeRecord('PostgreSQL', () => createPostgresPlace(server));
});
