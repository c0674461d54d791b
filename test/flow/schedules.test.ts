import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/file.ts';
import { JOBS } from '../builders/jobs.ts';
import { tick } from './deeds.ts';
import { openDesk, type TestDesk } from './desk.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const tries = () =>
  desk.store.transaction(async (tx) => (await tx.journal.of({ kind: 'store', id: 'rights' })).length);

describe('a schedule', () => {
  it('names a job that there is, in the configuration as it is shipped', () => {
    const file = join(import.meta.dirname, '../../navi.config.yaml');
    const read = readConfig('navi.config.yaml', readFileSync(file, 'utf8'), 'navi');
    if (Array.isArray(read)) throw new Error('the configuration is not valid');

    const named = Object.values(read.settings.schedules).map(({ job }) => job);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((job) => !JOBS.names.includes(job))).toEqual([]);
  });

  it('gives each of these jobs an occurrence that it takes', async () => {
    for (const { job } of Object.values(desk.ground.settings.schedules)) {
      await tick(desk, job);
      await desk.work();
    }
    expect(desk.world.telemetry.errors()).toEqual([]);
  });

  it('has the job done that it names, and no other', async () => {
    await tick(desk, 'try-rights');
    await desk.work();

    expect(await tries()).toBe(1);
  });

  it('whose job this version does not know is left alone, and said once in the log', async () => {
    await tick(desk, 'teleport');
    await desk.work();

    expect(await tries()).toBe(0);
    expect(desk.world.telemetry.warnings()).toMatchObject([{ fields: { kind: 'teleport' } }]);
    expect(desk.world.telemetry.errors()).toEqual([]);
  });
});
