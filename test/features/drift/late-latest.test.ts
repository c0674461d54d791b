import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rollBack, tick } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { latest } from '../../harness/app/seen.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const NAME = '@awell-health/navi-js';

/** What a first start does. */
async function adopt(): Promise<void> {
  const dueAt = app.world.clock.now().toISOString();
  const subject = { kind: 'store', id: 'surfaces' };
  await app.store.transaction((tx) =>
    tx.jobs.put({ key: 'adopt', kind: 'adopt', subject, priority: 'normal', dueAt }),
  );
  await app.work();
}

async function look(): Promise<void> {
  await tick(app, 'verify-live');
  await app.work(90_000);
}

/** The move of `latest` to 1.2.0 was not answered; then a rollback took over and ended. */
async function rolledBackMeanwhile(): Promise<void> {
  await adopt();
  app.letWorkflowRun();
  const asked = await app.request();
  let dies = true;
  app.world.registry.before('moveDistTag', () => {
    if (dies) throw new Error('the process ends here');
  });
  await app.approve(asked);
  await expect(app.work()).rejects.toThrow('the process ends here');
  dies = false;
  await rollBack(app);
  await app.work(1_200_000);
  expect(latest(app, 'navi-js')).toBe('1.1.0');
}

const arrive = (version = '1.2.0') => app.world.registry.moveDistTag({ name: NAME, tag: 'latest', version });
const putBacks = async () =>
  (await app.store.transaction((tx) => tx.operations.recent(20))).filter(({ kind }) => kind === 'put-back');
const alerts = () => app.store.transaction((tx) => tx.alerts.open());

describe('a late `latest`', () => {
  it('of an unanswered write is put back by itself, once; the next is an alarm', async () => {
    await rolledBackMeanwhile();
    const intended = await app.store.transaction(async (tx) => {
      const [release] = (await tx.operations.recent(20)).filter(({ kind }) => kind === 'release');
      const rows = await tx.journal.of({ kind: 'operation', id: release?.id ?? '' });
      return rows.flatMap(({ row }) =>
        row.event === 'step-intended' && `${row.details['step']}`.startsWith('latest:')
          ? [`${row.details['step']}`.slice('latest:'.length)]
          : [],
      );
    });
    // The first package of the release: its write was begun.
    const [name = ''] = intended;
    const late = () => app.world.registry.moveDistTag({ name, tag: 'latest', version: '1.2.0' });
    await late();
    await look();

    expect(await putBacks()).toMatchObject([{ state: { is: 'done' }, requester: { name: 'Navi' } }]);
    expect((await app.world.registry.primary(name))?.distTags['latest']).toBe('1.1.0');
    expect(await alerts()).toEqual([]);
    await late();
    await look();
    expect(await putBacks()).toHaveLength(1);
    expect(await alerts()).toMatchObject([{ state: { is: 'firing' } }]);
  });

  it('that no write of Navi names is a person’s, and stays', async () => {
    await rolledBackMeanwhile();
    await arrive('1.0.0');
    await look();

    expect(await putBacks()).toEqual([]);
    expect(latest(app, 'navi-js')).toBe('1.0.0');
    expect(await alerts()).toMatchObject([{ state: { is: 'firing' } }]);
  });

  it('counts as a person’s change after an hour', async () => {
    await rolledBackMeanwhile();
    await app.world.clock.advance(3_600_000);
    for (const name of ['@awell-health/navi-core', NAME])
      await app.world.registry.moveDistTag({ name, tag: 'latest', version: '1.2.0' });
    await look();

    expect(await putBacks()).toEqual([]);
    expect(await alerts()).toHaveLength(2);
  });
});
