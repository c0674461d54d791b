import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CheckFound } from '../../src/domain/check.ts';
import { checksFrom, defineCheck } from '../../src/engine/define-check.ts';
import { createDoctor } from '../../src/features/doctor/examine.ts';
import { ServiceError } from '../../src/ports/service-error.ts';
import { openApp, type TestApp } from '../harness/app/app.ts';
import { QUIET_HOST } from '../harness/app/doctor.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const checkThat = (name: string, run: () => Promise<CheckFound>) =>
  defineCheck({ name, title: `The ${name}`, why: 'Tea gets cold.', run });
const fine = checkThat('cup', async () => ({ is: 'ok', saw: 'full' }));

const MINUTE_MS = 60_000;

/** Checks that count their runs, and the doctor of them. */
function counted(...names: string[]) {
  const runs: string[] = [];
  const checks = names.map((name) =>
    checkThat(name, async () => {
      runs.push(name);
      return { is: 'ok', saw: 'full' };
    }),
  );
  return { runs, doctor: createDoctor({ ...app.context, host: QUIET_HOST }, checks) };
}

async function rowsOf(...checks: ReturnType<typeof checkThat>[]) {
  const answer = await createDoctor({ ...app.context, host: QUIET_HOST }, checks)(null);
  if (answer.is !== 'doctor') throw new Error(JSON.stringify(answer));
  return answer.rows;
}

describe('a check', () => {
  it('says what it saw, and with a problem why it matters and what to do', async () => {
    const low = checkThat('pot', async () => ({ is: 'warning', saw: 'nearly empty', next: 'Boil water.' }));

    expect(await rowsOf(fine, low)).toEqual([
      {
        name: 'pot',
        title: 'The pot',
        is: 'warning',
        saw: 'nearly empty',
        why: 'Tea gets cold.',
        next: 'Boil water.',
      },
      { name: 'cup', title: 'The cup', is: 'ok', saw: 'full' },
    ]);
  });

  it('that hangs fails at its deadline, and the others are shown', async () => {
    const rows = rowsOf(
      checkThat('kettle', () => new Promise(() => {})),
      fine,
    );
    await app.world.clock.advance(10_000);

    expect(await rows).toMatchObject([
      { name: 'kettle', is: 'failed', saw: 'There was no answer within 10 s.' },
      { name: 'cup', is: 'ok' },
    ]);
  });

  it('that throws fails, is in the log, and the others are shown', async () => {
    const broken = checkThat('lid', () => Promise.reject(new Error('the lid is gone')));

    expect(await rowsOf(fine, broken)).toMatchObject([
      { name: 'lid', is: 'failed', saw: 'The check itself stopped with an error.' },
      { name: 'cup', is: 'ok' },
    ]);
    expect(app.world.telemetry.errors()).toMatchObject([{ error: new Error('the lid is gone') }]);
  });

  it('that a service refuses says so, and that the service does not answer', async () => {
    const facts = { service: 'npm', call: 'token', problem: 'Unauthorized' } as const;
    const refused = checkThat('leaf', () => Promise.reject(new ServiceError({ ...facts, kind: 'refused' })));
    const silent = checkThat('leaf', () => Promise.reject(new ServiceError({ ...facts, kind: 'unknown' })));

    expect(await rowsOf(refused)).toMatchObject([
      { is: 'failed', saw: 'npm: Unauthorized', next: expect.stringContaining('credential') },
    ]);
    expect(await rowsOf(silent)).toMatchObject([{ is: 'failed', next: expect.stringContaining('address') }]);
  });
});

describe('the files of checks', () => {
  it.each([
    ['has no check', {}, 'its default export must be made with defineCheck'],
    ['has another name', { default: fine }, 'the two names must be the same'],
  ])('that %s stops the start', (_, exports, problem) => {
    expect(() => checksFrom([{ name: 'saucer', exports }])).toThrow(problem);
  });

  it('cannot have the same name twice', () => {
    const file = { name: 'cup', exports: { default: fine } };
    expect(() => checksFrom([file, file])).toThrow('two checks are named "cup"');
  });
});

describe('the doctor', () => {
  it('asked every six seconds for an hour runs each check once a minute', async () => {
    const { runs, doctor } = counted('cup');
    for (let asked = 0; asked < 600; asked += 1) {
      await doctor(null);
      await app.world.clock.advance(6_000);
    }

    expect(runs).toHaveLength(60);
  });

  it('shows a result that is younger than a minute, with its age', async () => {
    const { runs, doctor } = counted('cup');
    const first = await doctor(null);
    await app.world.clock.advance(MINUTE_MS - 1_000);
    const again = await doctor(null);

    expect(first).toMatchObject({ ageSeconds: 0 });
    expect(again).toEqual({ ...first, ageSeconds: 59 });
    await app.world.clock.advance(1_000);
    expect(await doctor(null)).toMatchObject({ ageSeconds: 0 });
    expect(runs).toHaveLength(2);
  });

  it('shows one check from a run of all, and says of mixed results how old the oldest is', async () => {
    const { runs, doctor } = counted('cup', 'pot');
    await doctor('cup');
    await app.world.clock.advance(20_000);
    const all = await doctor(null);
    await app.world.clock.advance(10_000);
    const pot = await doctor('pot');

    expect(runs).toEqual(['cup', 'pot']);
    expect(all).toMatchObject({ ageSeconds: 20 });
    expect(pot).toMatchObject({ rows: [{ name: 'pot' }], ageSeconds: 10 });
  });

  it.each([-2 * MINUTE_MS, 2 * MINUTE_MS])('runs anew when the clock is set by %d ms', async (by) => {
    const { runs, doctor } = counted('cup');
    await doctor(null);
    app.world.clock.jump(by);

    expect(await doctor(null)).toMatchObject({ ageSeconds: 0 });
    expect(runs).toHaveLength(2);
  });
});
