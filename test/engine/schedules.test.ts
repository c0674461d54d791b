import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/file.ts';
import { tick } from '../harness/app/actions.ts';
import { openApp, type TestApp } from '../harness/app/app.ts';
import { JOBS } from '../harness/app/jobs.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const tries = () =>
  app.store.transaction(async (tx) => (await tx.journal.of({ kind: 'store', id: 'rights' })).length);

describe('a schedule', () => {
  it('names a job that there is, in the configuration as it is shipped', () => {
    const file = join(import.meta.dirname, '../../navi.config.yaml');
    const read = readConfig('navi.config.yaml', readFileSync(file, 'utf8'), {
      project: 'navi',
      schedules: JOBS.schedules,
    });
    if (Array.isArray(read)) throw new Error('the configuration is not valid');

    const named = Object.values(read.settings.schedules).map(({ job }) => job);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((job) => !JOBS.names.includes(job))).toEqual([]);
  });

  it('gives each of these jobs an occurrence that it takes', async () => {
    for (const { job } of Object.values(app.context.settings.schedules)) {
      await tick(app, job);
      await app.work();
    }
    expect(app.world.telemetry.errors()).toEqual([]);
  });

  it('has the job done that it names, and no other', async () => {
    await tick(app, 'try-rights');
    await app.work();

    expect(await tries()).toBe(1);
  });

  it('whose job this version does not know is left alone, and said once in the log', async () => {
    await tick(app, 'teleport');
    await app.work();

    expect(await tries()).toBe(0);
    expect(app.world.telemetry.warnings()).toMatchObject([{ fields: { kind: 'teleport' } }]);
    expect(app.world.telemetry.errors()).toEqual([]);
  });
});
