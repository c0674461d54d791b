import { expect, it } from 'vitest';
import { ServiceError } from '../../src/ports/service-error.ts';

const asked = (retryAfterMs: number) =>
  new ServiceError({ service: 'gcs', call: 'stat', kind: 'rate-limited', problem: 'slow down', retryAfterMs })
    .facts.retryAfterMs;

it.each([
  [7_000, 7_000],
  [3_600_000, 3_600_000],
  // Asked again at once, a service would be flooded; a date that is over, and what is no number, ask for that.
  [0, 500],
  [-5_000, 500],
  [Number.NaN, 500],
  // No valid time would be that late.
  [1e18, 3_600_000],
  [Number.POSITIVE_INFINITY, 3_600_000],
])('a service that asks for a pause of %d ms gets one of %d ms', (ms, given) => {
  expect(asked(ms)).toBe(given);
});

it('a service that asks for no pause is given none', () => {
  const error = new ServiceError({
    service: 'gcs',
    call: 'stat',
    kind: 'rate-limited',
    problem: 'slow down',
  });
  expect('retryAfterMs' in error.facts).toBe(false);
});
