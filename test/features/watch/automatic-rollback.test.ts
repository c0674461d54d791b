import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { isOpen, type Operation } from '../../../src/domain/operation.ts';
import { safetyOf } from '../../../src/features/rollback/index.ts';
import { watchReleases } from '../../../src/features/watch/look.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { pushVersion, rollbackRequest } from '../../harness/app/actions.ts';
import { openWatchedApp, type Visits, type WatchedApp } from './watched-app.ts';

let fixture: WatchedApp;
afterEach(() => fixture.close());

const RULE = 'releaseWatch.automaticRollback';
/** A third of the loads, and every tenth of them with an error. */
const WORSE: Visits = { '1.2.0': [300, 30], '1.1.0': [700, 1] };
const BUDGET_MS = 10 * 60_000;

const AWAY = new ServiceError({
  ...{ service: 'gcs', call: 'stat', kind: 'unknown', problem: 'there was no answer', status: 503 },
});

const open = async (automaticRollback: 'on' | 'shadow' | 'off' = 'on') => {
  fixture = await openWatchedApp({ automaticRollback });
};
async function rollbacks(): Promise<Operation[]> {
  const all = await fixture.app.store.transaction(async (tx) => [
    ...(await tx.operations.open()),
    ...(await tx.operations.endedSince('2000')),
  ]);
  return all.filter(({ kind }) => kind === 'rollback');
}
const settled = () => fixture.app.work(300_000);
const rowsOf = async ({ id }: Operation) =>
  (await fixture.app.store.transaction((tx) => tx.journal.of({ kind: 'operation', id }))).map(
    ({ row }) => row,
  );

describe('automatic rollback', () => {
  it('takes a worse release back once, within ten minutes of its first bad one', {
    timeout: 60_000,
  }, async () => {
    await open();
    await fixture.minutes(10, WORSE);
    await settled();

    const [rollback, ...more] = await rollbacks();
    if (rollback === undefined) throw new Error('nothing was rolled back');
    expect(more).toEqual([]);
    expect(rollback.plan.content).toMatchObject({ version: '1.1.0', takenBack: '1.2.0', supersedes: null });
    expect(isOpen(rollback.state)).toBe(false);
    const automatic = (await fixture.watch())?.watch.automatic;
    expect(automatic).toMatchObject({ operation: rollback.id, why: null });
    const safeAt = Date.parse(safetyOf(rollback)?.at ?? '');
    expect(safeAt - Date.parse(automatic?.firstBadAt ?? '')).toBeLessThanOrEqual(BUDGET_MS);

    // Who asked, under which rule, and the numbers judged by.
    expect(rollback.requester).toMatchObject({ person: '', name: `Navi (automatic, by the rule ${RULE})` });
    const [requested, approved] = (await rowsOf(rollback)).filter(({ event }) =>
      ['requested', 'approved'].includes(event),
    );
    expect(requested).toMatchObject({
      actor: { is: 'navi' },
      details: {
        rule: RULE,
        judged: {
          alert: 'wch_1.2.0',
          verdict: { is: 'worse' },
          counts: {
            source: 'datadog',
            fresh: { errors: expect.any(Number) },
            old: { loads: expect.any(Number) },
          },
          limits: { automaticLoads: 1_000, automaticErrors: 20 },
        },
      },
    });
    expect(approved).toMatchObject({ actor: { is: 'navi' }, details: { confirmed: true, rule: RULE } });
    expect(fixture.text()).toContain(`Automatic rollback ${rollback.id} at`);
    expect(fixture.text()).toContain(`by the rule ${RULE}`);
    expect(fixture.text()).toContain('after the first bad minute');

    // The same as a person's: locked, quarantined, and the watch is over.
    const { locks, quarantined } = await fixture.app.store.transaction(async (tx) => ({
      locks: await tx.lockedLines.all(),
      quarantined: await tx.quarantined.all(),
    }));
    expect(locks).toMatchObject([{ line: 'v1' }]);
    expect(quarantined).toMatchObject([{ version: '1.2.0' }]);
    await fixture.minutes(2, WORSE);
    expect((await fixture.watch())?.state).toMatchObject({ is: 'over', how: 'superseded' });
    expect(await rollbacks()).toHaveLength(1);
  });

  it('is not stopped by rows of releases that cannot be read', { timeout: 60_000 }, async () => {
    await open();
    await fixture.minutes(2, WORSE);
    const database = new DatabaseSync(join(fixture.dir, 'navi.db'));
    database.exec(`update releases set state = '{"is":"gone"}'`);
    database.close();
    await fixture.minutes(8, WORSE);
    await settled();

    expect(await rollbacks()).toHaveLength(1);
  });

  it.each([
    ['it is off', 'off'],
    ['it is in shadow', 'shadow'],
  ] as const)('begins nothing where %s', { timeout: 60_000 }, async (_what, mode) => {
    await open(mode);
    await fixture.minutes(10, WORSE);
    expect(await rollbacks()).toEqual([]);
    expect((await fixture.watch())?.watch.dueInShadow === null).toBe(mode === 'off');
  });

  it('never acts after Keep', { timeout: 60_000 }, async () => {
    await open();
    await fixture.minutes(3, WORSE);
    await fixture.click('keep-release');
    await fixture.minutes(9, WORSE);
    await settled();
    expect((await fixture.watch())?.watch.judged?.verdict.is).toBe('worse');
    expect(await rollbacks()).toEqual([]);
  });

  it('never acts where a person keeps the release while Navi reads the services', {
    timeout: 60_000,
  }, async () => {
    await open();
    await fixture.minutes(4, WORSE);
    let kept = 0;
    fixture.app.world.objects.before('stat', async () => {
      kept += 1;
      if (kept === 1) await fixture.click('keep-release');
    });
    await fixture.minutes(4, WORSE);
    await settled();
    expect(kept).toBeGreaterThan(0);
    expect(await rollbacks()).toEqual([]);
    expect((await fixture.watch())?.watch.automatic).toBeNull();
  });

  it.each<[string, Visits]>([
    ['both fail: an outage of everything', { '1.2.0': [300, 90], '1.1.0': [700, 35] }],
    ['there are too few loads', { '1.2.0': [60, 6], '1.1.0': [700, 1] }],
  ])('begins nothing where %s', { timeout: 60_000 }, async (_what, visits) => {
    await open();
    await fixture.minutes(11, visits);
    await settled();
    expect((await fixture.watch())?.watch.judged?.verdict.is).toBe('worse');
    expect(await rollbacks()).toEqual([]);
  });

  it('never acts without loads per minute, however many errors there are', { timeout: 60_000 }, async () => {
    await open();
    await fixture.minutes(11, { '1.2.0': [0, 300], '1.1.0': [0, 1] });
    await settled();
    expect((await fixture.watch())?.watch.judged?.verdict.is).toBe('cannot-judge');
    expect(fixture.text()).toContain('Navi cannot judge it: no loads per minute of the new release');
    expect(fixture.text()).toMatch(
      /not per load: v1\.2\.0 [1-9],\d{3} errors \(no loads per minute\), v1\.1\.0 \d+ errors? \(no/,
    );
    expect(await rollbacks()).toEqual([]);
  });

  it('calls people once where it cannot begin, and begins when it can', { timeout: 60_000 }, async () => {
    await open();
    await fixture.minutes(4, WORSE);
    let isAway = true;
    fixture.app.world.objects.before('stat', () => {
      if (isAway) throw AWAY;
    });
    await fixture.minutes(5, WORSE);
    const called = () =>
      fixture.app.world.chat.posts.filter(
        ({ message }) => message.is === 'notice' && message.text.includes('cannot begin'),
      );
    expect(await rollbacks()).toEqual([]);
    expect(called()).toHaveLength(1);
    expect(fixture.text()).toContain('and cannot begin:');
    isAway = false;
    await fixture.minutes(1, WORSE);
    await settled();
    expect(await rollbacks()).toHaveLength(1);
    expect(called()).toHaveLength(1);
  });

  it('begins nothing while another release of the line is under way', { timeout: 60_000 }, async () => {
    await open();
    await fixture.minutes(3, WORSE);
    await fixture.measure('probes');
    pushVersion(fixture.app, '1.2.1');
    await fixture.app.request('v1.2.1');
    await fixture.minutes(8, WORSE);
    expect(await rollbacks()).toEqual([]);
  });

  it('joins no second one to a rollback of a person', { timeout: 60_000 }, async () => {
    await open();
    await fixture.minutes(4, WORSE);
    await fixture.app.use.rollBack(rollbackRequest(fixture.app));
    await fixture.minutes(8, WORSE);
    await settled();
    expect(await rollbacks()).toMatchObject([{ requester: { person: 'cleo' } }]);
  });

  it('begins one, where two processes look at once', { timeout: 60_000 }, async () => {
    await open();
    await fixture.minutes(4, WORSE);
    for (let nth = 0; nth < 4; nth += 1) {
      await fixture.counted(1, WORSE);
      const replicas = [fixture.app.context, { ...fixture.app.context, holder: 'process-2' }];
      await Promise.all(replicas.map(watchReleases));
    }
    await settled();
    expect(await rollbacks()).toHaveLength(1);
  });
});
