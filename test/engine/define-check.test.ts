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
