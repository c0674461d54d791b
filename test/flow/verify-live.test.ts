import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tick } from '../../src/flow/duties/handle.ts';
import { openDesk, type TestDesk } from './desk.ts';

const SCHEDULE = { cron: '*/15 * * * *', job: 'verify-live' };

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const surface = async (id: string) => {
  const all = await desk.store.transaction((tx) => tx.surfaces.all());
  return all.find((one) => one.id === id);
};

async function adopt(): Promise<void> {
  const dueAt = desk.world.clock.now().toISOString();
  await desk.store.transaction((tx) =>
    tx.duties.put({
      key: 'adopt',
      kind: 'adopt',
      subject: { kind: 'store', id: 'surfaces' },
      lane: 'normal',
      dueAt,
    }),
  );
  await desk.work();
}

describe('what is live', () => {
  it('is adopted at the first start, with its proof', async () => {
    await adopt();

    expect(await surface('pointer:v1')).toMatchObject({
      live: { version: '1.1.0' },
      by: 'adopted',
      verifiedAt: expect.any(String),
    });
    expect(await surface('npm:@awell-health/navi-js#latest')).toMatchObject({ live: { version: '1.1.0' } });
  });

  it('is read again on its schedule, once however many replicas tick', async () => {
    await adopt();
    const before = await surface('pointer:v1');
    await desk.world.clock.advance(900_000);
    const looks = desk.world.edge.callsOf('look').length;

    await tick(desk.ground, 'verify-live', SCHEDULE);
    await tick(desk.ground, 'verify-live', SCHEDULE);
    await desk.work();

    const after = await surface('pointer:v1');
    expect(Date.parse(after?.verifiedAt ?? '')).toBeGreaterThan(Date.parse(before?.verifiedAt ?? ''));
    expect(after?.since).toBe(before?.since);
    expect(desk.world.edge.callsOf('look')).toHaveLength(looks + 1);
  });

  it('stays unverified when somebody changed it', async () => {
    await adopt();
    const before = await surface('npm:@awell-health/navi-js#latest');
    await desk.world.registry.moveDistTag({ name: '@awell-health/navi-js', tag: 'latest', version: '1.0.0' });
    await desk.world.clock.advance(900_000);

    await tick(desk.ground, 'verify-live', SCHEDULE);
    await desk.work();

    expect(await surface('npm:@awell-health/navi-js#latest')).toEqual(before);
  });
});
