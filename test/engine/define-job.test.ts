import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineJob, jobsFrom, NOTHING } from '../../src/engine/define-job.ts';
import type { DueJob } from '../../src/ports/tables/jobs.ts';
import { openApp, type TestApp } from '../harness/app/app.ts';
import { JOBS } from '../harness/app/jobs.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const row = (kind: string, payload: unknown): DueJob => ({
  id: '1',
  key: `${kind}:1`,
  kind,
  subject: { kind: 'store', id: 'tea' },
  payload,
  priority: 'normal',
  dueAt: '2026-11-27T09:00:00.000Z',
  attempts: 0,
});
const OVER = { is: 'over' } as const;

describe('a job', () => {
  it('is one file, and every file of a folder "jobs" is one', () => {
    const files = readdirSync(join(import.meta.dirname, '../../src'), { recursive: true, encoding: 'utf8' });
    const jobs = files.flatMap((path) => /(?:^|\/)jobs\/([^/]+)\.ts$/.exec(path)?.[1] ?? []);
    expect(JOBS.names).toEqual(jobs.toSorted());
    expect(jobs.length).toBeGreaterThan(10);
  });

  it('has a name of its own', () => {
    const tea = {
      name: 'tea',
      exports: { default: defineJob({ name: 'tea', payload: NOTHING, run: async () => OVER }) },
    };
    expect(() => jobsFrom([tea, tea])).toThrow('two jobs are named "tea"');
  });

  it('is given its subject and its payload, parsed', async () => {
    const given: unknown[] = [];
    const remind = defineJob({
      name: 'remind',
      payload: z.object({ at: z.coerce.date() }),
      run: async (_, call) => {
        given.push(call);
        return OVER;
      },
    });
    const jobs = jobsFrom([{ name: 'remind', exports: { default: remind } }]);

    expect(await jobs.run(app.context, row('remind', { at: '2026-11-27T09:00:00.000Z' }))).toEqual(OVER);
    expect(given).toEqual([
      { subject: { kind: 'store', id: 'tea' }, payload: { at: new Date('2026-11-27T09:00:00.000Z') } },
    ]);
  });

  it.each([
    [
      'a payload that its schema does not take',
      row('remind', 'tea'),
      'the payload of remind:1 is not one of the job remind',
    ],
    ['a name that no file has', row('teleport', null), 'does not know the job teleport'],
  ])('is not done with %s', async (_, given, problem) => {
    const remind = defineJob({ name: 'remind', payload: NOTHING, run: async () => OVER });
    const jobs = jobsFrom([{ name: 'remind', exports: { default: remind } }]);
    await expect(jobs.run(app.context, given)).rejects.toThrow(problem);
  });

  it.each([
    ['nothing', {}],
    ['something else', { default: { name: 'tea' } }],
    [
      'a job of another name',
      { default: defineJob({ name: 'coffee', payload: NOTHING, run: async () => OVER }) },
    ],
  ])('stops the start when its file exports %s', (_, exports) => {
    expect(() => jobsFrom([{ name: 'tea', exports }])).toThrow('jobs/tea.ts');
  });
});
