import { expect, it } from 'vitest';
import { inputsFirst } from '../../src/app/inputs-first.ts';
import type { Priority } from '../../src/ports/tables/jobs.ts';

it('runs urgent jobs at once, and the others when the inputs have had their second', async () => {
  const second = Promise.withResolvers<void>();
  const waits: number[] = [];
  const ran: string[] = [];
  const clock = {
    wait: (ms: number) => {
      waits.push(ms);
      return second.promise;
    },
  };
  const run = inputsFirst(clock, new AbortController().signal, async ({ priority }) => {
    ran.push(priority);
    return { is: 'over' };
  });
  const job = (priority: Priority) => ({
    ...{ id: priority, key: priority, kind: 'drift', subject: { kind: 'store', id: 'drift' } },
    ...{ payload: null, priority, dueAt: '2026-11-27T09:00:00.000Z', attempts: 0 },
  });
  const others = [run(job('normal')), run(job('background'))];

  await run(job('urgent'));
  expect(ran).toEqual(['urgent']);

  second.resolve();
  await Promise.all(others);
  expect(ran).toEqual(['urgent', 'normal', 'background']);
  expect(waits).toEqual([1_000]);
});
