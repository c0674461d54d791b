import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tick } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const surface = async (id: string) => {
  const all = await app.store.transaction((tx) => tx.surfaces.all());
  return all.find((one) => one.id === id);
};

async function adopt(): Promise<void> {
  const dueAt = app.world.clock.now().toISOString();
  await app.store.transaction((tx) =>
    tx.jobs.put({
      key: 'adopt',
      kind: 'adopt',
      subject: { kind: 'store', id: 'surfaces' },
      priority: 'normal',
      dueAt,
    }),
  );
  await app.work();
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
    await app.world.clock.advance(900_000);
    const looks = app.world.edge.callsOf('look').length;

    await tick(app, 'verify-live');
    await app.work();

    const after = await surface('pointer:v1');
    expect(Date.parse(after?.verifiedAt ?? '')).toBeGreaterThan(Date.parse(before?.verifiedAt ?? ''));
    expect(after?.since).toBe(before?.since);
    expect(app.world.edge.callsOf('look')).toHaveLength(looks + 1);
  });
});
