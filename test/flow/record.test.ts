import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../src/domain/operation.ts';
import { verifyRecord } from '../../src/flow/jobs/verify-record.ts';
import { exitCodeOf } from '../../src/web/explained.ts';
import { needsPostgres } from '../builders/needs-postgres.ts';
import { settingsWith } from '../builders/settings.ts';
import type { StorePlace } from '../contracts/store/place.ts';
import { loaderText } from '../fakes/story.ts';
import { createPostgresPlace } from '../store/postgres-place.ts';
import { createSqlitePlace } from '../store/sqlite-place.ts';
import { planRelease, pushVersion, release, rollBack, unlock } from './deeds.ts';
import { openRecordDesk, type RecordDesk } from './record.ts';
import { codes, pointerText } from './seen.ts';

const EDIT = `update journal set body = replace(body, 'U0BEN', 'U0DEV') where event = 'approved'`;

const DELIVERED = `update journal set body = replace(body, '"rows":1', '"rows":2') where event = 'delivered'`;

/** The row that says that the pointer was moved. */
const MOVED = `update journal set body = replace(body, '"swap-pointer"', '"swap-pointers"') where event = 'step-done' and body like '%"swap-pointer"%'`;

const recordOf = async ({ use }: RecordDesk) => {
  const status = await use.status();
  if (status.is !== 'status') throw new Error('no status');
  return status.report.record;
};

/** `isSlow` leaves what does not depend on the store to a run of everything. */
function describeRecord(
  name: string,
  createPlace: () => Promise<StorePlace>,
  { isSlow = false }: { isSlow?: boolean } = {},
): void {
  describe(`the record on ${name}`, () => {
    let desk: RecordDesk;
    beforeEach(async () => {
      desk = await openRecordDesk(await createPlace());
    });
    afterEach(() => desk.close());

    /** What is the same in both stores and takes long on a server. */
    const whereItIsQuick = (what: string, run: () => Promise<void>) => {
      if (!isSlow) it(what, run);
    };
    const verify = () => desk.use.auditVerify(undefined);

    it('finds a lock that somebody has deleted, and has it again when that was accepted', async () => {
      await release(desk);
      await rollBack(desk);
      await desk.work(900_000);
      pushVersion(desk, '1.2.1');
      await desk.sql('delete from locked_lines');

      await desk.check();

      expect((await recordOf(desk)).differs?.texts).toEqual([
        expect.stringContaining('locked_lines v1: the row is missing'),
      ]);
      expect(codes(await planRelease(desk, { version: 'v1.2.1' }))).toEqual(['record-differs']);
      await desk.accept('ada');
      await desk.accept('cleo');
      expect((await recordOf(desk)).differs).toBeNull();
      expect(codes(await planRelease(desk, { version: 'v1.2.1' }))).toEqual(['line-locked']);
      await desk.check();
      expect((await recordOf(desk)).differs).toBeNull();
    });

    it('that somebody has edited is found by itself, and stops releases, decisions and unlocks', async () => {
      await release(desk);
      await desk.sql(EDIT);
      expect(await recordOf(desk)).toMatchObject({ differs: null });

      await desk.check();

      const { differs } = await recordOf(desk);
      expect(differs?.texts).toEqual([expect.stringMatching(/^row \d+: this row is not as it was written$/)]);
      const [row = ''] = differs?.texts ?? [];
      expect(desk.told().filter((text) => text.includes(row))).toHaveLength(1);
      const notice = desk.world.chat.posts.find((post) => post.key.startsWith('record-differs:'));
      expect(notice?.message).toMatchObject({ is: 'notice', level: 'bad', asks: ['U0BEN', 'U0CLEO'] });
      expect(desk.world.telemetry.counted('record_checks', { outcome: 'differs' })).toBe(1);
      expect(codes(await planRelease(desk, { version: 'v1.2.1' }))).toEqual(['record-differs']);
      expect(codes(await unlock(desk))).toEqual(['record-differs']);
      expect(exitCodeOf(await verify())).toBe(1);

      await desk.check();
      expect(desk.told().filter((text) => text.includes(row))).toHaveLength(1);
    });

    it('that differs stops no rollback to the known-good, which says what it relies on', async () => {
      await release(desk);
      await desk.sql(EDIT);
      await desk.check();

      expect(codes(await desk.use.rollBack({ ...asked(desk), target: 'v1.0.0', reason: 'older' }))).toEqual([
        'record-differs-target',
      ]);
      const rollback = await rollBack(desk);
      await desk.work(60_000);

      expect((await desk.operation(rollback.id)).steps['announce']?.is).toBe('done');
      expect(pointerText(desk)).toBe(loaderText('1.1.0'));
      expect(rollback.shown.changes.join()).toContain('uses authentic entries only');
    });

    it('is accepted by two persons, one of whom is an owner, and then releases go on', async () => {
      await release(desk);
      await rollBack(desk);
      await desk.work(60_000);
      await desk.sql(EDIT);
      await desk.check();

      expect(await desk.accept('ben')).toMatchObject({ is: 'line', level: 'warn' });
      expect(codes(await desk.accept('ben'))).toEqual(['accept-needs-second']);
      expect(await recordOf(desk)).not.toMatchObject({ differs: null });
      expect(await desk.accept('dev')).toMatchObject({ is: 'line', level: 'good' });

      expect(await recordOf(desk)).toMatchObject({ differs: null });
      await desk.check();
      expect(await recordOf(desk)).toMatchObject({ differs: null });
      expect(await verify()).toMatchObject({
        level: 'good',
        text: expect.stringContaining('1 accepted difference'),
      });
      expect(await unlock(desk)).toMatchObject({ is: 'line', level: 'good' });
      const events = await desk.store.transaction((tx) => tx.journal.of({ kind: 'store', id: 'record' }));
      expect(events.map(({ row }) => row.event)).toEqual([
        'record-differs',
        'record-accept-asked',
        'record-accepted',
      ]);
      expect(events.at(-1)?.row).toMatchObject({ actor: { person: 'dev' }, details: { with: 'ben' } });
      await desk.work(30_000);
      expect(desk.told().join('\n')).toContain('Ben Ivarsson and Dev Rao accepted the record');
    });

    whereItIsQuick(
      'that was accepted once is found again when the same row is changed once more',
      async () => {
        await release(desk);
        await desk.sql(EDIT);
        await desk.check();
        await desk.accept('ben');
        await desk.accept('cleo');
        await desk.sql(EDIT.replaceAll('U0DEV', 'U0NEW').replace('U0BEN', 'U0DEV'));

        await desk.check();

        expect((await recordOf(desk)).differs?.texts).toHaveLength(1);
      },
    );

    whereItIsQuick(
      'is accepted by nobody who is unproven, alone, without an owner, or looks at another head',
      async () => {
        await desk.close();
        const { people } = settingsWith();
        const withOwner = people.map((one) =>
          one.id === 'cleo' ? { ...one, roles: ['owner' as const] } : one,
        );
        desk = await openRecordDesk(await createPlace(), { people: withOwner });
        expect(codes(await desk.accept('ada'))).toEqual(['nothing-to-accept']);
        await release(desk);
        await desk.sql(EDIT);
        await desk.check();
        const ask = { head: { rows: 1, mac: '00000000' }, reason: 'x', place: { is: 'terminal' as const } };

        expect(
          codes(await desk.use.acceptRecord({ ...ask, caller: { is: 'unproven', claimed: 'cleo' } })),
        ).toEqual(['token-invalid']);
        expect(codes(await desk.use.acceptRecord({ ...ask, caller: desk.caller('cleo') }))).toEqual([
          'accept-other-head',
        ]);
        expect(await desk.accept('ada')).toMatchObject({ level: 'warn' });
        expect(await desk.accept('ben')).toMatchObject({ level: 'warn' });
        expect(await recordOf(desk)).not.toMatchObject({ differs: null });
        expect(await desk.accept('cleo')).toMatchObject({ level: 'good' });
      },
    );

    it('an old copy that was put back is found by the heads that the chat holds, and accepted', async () => {
      await release(desk);
      await desk.backUp();
      await rollBack(desk);
      await desk.work(60_000);
      await desk.restore();
      expect(await verify()).toMatchObject({ level: 'good' });

      await desk.start();

      const { differs } = await recordOf(desk);
      expect(differs?.texts.join('\n')).toContain('rows were cut, or an old copy was restored');
      expect(differs?.texts.join('\n')).toContain(
        'pointer:v1: the record says v1.2.0, and v1/navi-loader.js has the content of v1.1.0',
      );
      expect(exitCodeOf(await verify())).toBe(1);
      expect(codes(await planRelease(desk, { version: 'v1.2.1' }))).toEqual(['record-differs']);

      await desk.accept('ben');
      expect(await desk.accept('ada')).toMatchObject({ level: 'good' });
      await desk.start();
      expect(await recordOf(desk)).toMatchObject({ differs: null, notCompared: null });
    });

    whereItIsQuick(
      'shows that a rollback was cut away right after it was confirmed, by its first head',
      async () => {
        await release(desk);
        await desk.backUp();
        desk.world.objects.failNext('copy', 'unknown', 1_000);
        await rollBack(desk);
        await desk.work(10_000);
        await desk.restore();

        await desk.start();

        expect((await recordOf(desk)).differs?.texts.join('\n')).toContain('was posted to Slack');
      },
    );

    whereItIsQuick(
      'is compared with what is live when no head is left, and not where the record tells of the change',
      async () => {
        await release(desk);
        desk.world.chat.posts.splice(0);
        desk.world.objects.put({ path: 'v1/navi-loader.js', text: loaderText('1.1.0') });
        await desk.start();
        expect((await recordOf(desk)).differs?.texts).toEqual([expect.stringContaining('pointer:v1')]);
      },
    );

    whereItIsQuick(
      'that cannot be compared says so, starts all the same, and is compared again each minute',
      async () => {
        await release(desk);
        desk.world.chat.failNext('heads', 'unknown', 2);

        await desk.start();
        expect(await recordOf(desk)).toMatchObject({
          differs: null,
          notCompared: expect.stringContaining('Slack'),
        });
        expect(desk.world.telemetry.warnings().map(({ message }) => message)).toContain(
          'record not compared',
        );
        for (const notCompared of [expect.stringContaining('Slack'), null]) {
          await desk.world.clock.advance(50_000);
          await desk.work(30_000);
          expect(await recordOf(desk)).toMatchObject({ notCompared });
        }
        expect(await recordOf(desk)).toMatchObject({ differs: null, notCompared: null });
      },
    );

    it('is accepted with what only the state says since a row was changed, and releases go on after a restart', async () => {
      await release(desk);
      await desk.sql(MOVED);
      await desk.check();
      const { differs } = await recordOf(desk);
      expect(differs?.texts.join('\n')).toContain('surfaces pointer:v1');

      await desk.accept('ben');
      expect(await desk.accept('ada')).toMatchObject({ level: 'good' });
      await desk.start();
      expect(await recordOf(desk)).toMatchObject({ differs: null });
      pushVersion(desk, '1.2.1');
      const next = await desk.request('v1.2.1');
      await desk.approve(next);
      await desk.work();

      expect((await desk.operation(next.id)).state.is).toBe('done');
    });

    whereItIsQuick(
      'is accepted without a token that no row gave, when Navi was started after the change',
      async () => {
        await release(desk);
        await desk.sql(
          EDIT,
          `insert into terminal_tokens (id, hash, person, machine, issued_at, expires_at)
          values ('trm_forged', 'ff', 'ben', 'x', '2026-01-01', '2099-01-01')`,
        );
        await desk.start();
        expect((await recordOf(desk)).differs?.texts.join('\n')).toContain('trm_forged');

        await desk.accept('ben');
        expect(await desk.accept('ada')).toMatchObject({ level: 'good' });
        expect(await desk.store.transaction((tx) => tx.terminals.tokens())).toEqual([]);
        await desk.start();
        expect(await recordOf(desk)).toMatchObject({ differs: null });
        pushVersion(desk, '1.2.1');
        const next = await desk.request('v1.2.1');
        await desk.approve(next);
        await desk.work();
        expect((await desk.operation(next.id)).state.is).toBe('done');
      },
    );

    whereItIsQuick(
      'is read before the first write of a release, which waits until it is accepted',
      async () => {
        desk.letWorkflowRun();
        const planned = await desk.request();
        await desk.sql(DELIVERED);
        expect(await desk.approve(planned)).toMatchObject({ is: 'accepted' });
        await desk.work(30_000);

        const held = await desk.operation(planned.id);
        expect(held.steps['tag']).toMatchObject({
          is: 'pending',
          expects: expect.stringMatching(/^the record to be accepted \(row \d+/),
        });
        expect(desk.world.scm.callsOf('createTag')).toEqual([]);
        // People take hours: it looks once a minute, and their acceptance has it go on at once.
        await desk.work(10 * 60_000);
        const looks = (one: Operation) => one.lease?.epoch ?? 0;
        expect(looks(await desk.operation(planned.id)) - looks(held)).toBeLessThanOrEqual(10);
        await desk.accept('ben');
        await desk.accept('ada');
        await desk.work();
        expect((await desk.operation(planned.id)).state.is).toBe('done');
      },
    );

    whereItIsQuick(
      'stops a release that is under way before its next write, until it is accepted',
      async () => {
        desk.world.scm.onRun(async (run) => {
          await desk.world.runWorkflow(run);
          await desk.sql(DELIVERED);
          await verifyRecord(desk.ground);
        });
        const planned = await desk.request();
        await desk.approve(planned);
        await desk.work(60_000);

        const held = await desk.operation(planned.id);
        expect(Object.values(held.steps)).toContainEqual(
          expect.objectContaining({
            is: 'pending',
            expects: expect.stringMatching(/^the record to be accepted/),
          }),
        );
        expect(desk.world.objects.callsOf('copy')).toEqual([]);
        await desk.accept('ben');
        await desk.accept('ada');
        await desk.work();
        expect((await desk.operation(planned.id)).state.is).toBe('done');
      },
    );

    whereItIsQuick('takes no approval, no rejection and no unquarantine while it differs', async () => {
      const planned = await desk.request();
      await desk.sql(DELIVERED);
      await desk.check();

      const click = { ...(await desk.click(planned, 'ben')), planHash: planned.plan.hash };
      expect(codes(await desk.use.approve(click))).toEqual(['record-differs']);
      expect(codes(await desk.use.reject({ ...click, reason: 'no' }))).toEqual(['record-differs']);
      expect(await desk.use.opens('approve', click)).toMatchObject({ is: 'refusal' });
      await desk.accept('ben');
      await desk.accept('ada');
      expect(await desk.use.approve(click)).toMatchObject({ is: 'accepted' });
    });
  });
}

const asked = (desk: RecordDesk) => ({
  target: undefined,
  reason: undefined,
  cdnOnly: false,
  caller: desk.caller('cleo'),
  place: { is: 'slack' as const, channel: 'C0RELEASES' },
});

describeRecord('SQLite', createSqlitePlace);
describe('with a server', () => {
  const server = needsPostgres();
  describeRecord('PostgreSQL', () => createPostgresPlace(server), { isSlow: true });
});
