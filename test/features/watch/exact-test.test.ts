import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceOfSoMany } from '../../../src/features/watch/exact-test.ts';

/** The same probability with whole numbers only, as a sum of all cases. */
function byCounting(a: { events: number; trials: number }, b: { events: number; trials: number }): number {
  const n = BigInt(a.events + b.events);
  let choices = 1n;
  let part = 0n;
  for (let k = 0n; k <= n; k += 1n) {
    if (k >= BigInt(a.events)) part += choices * BigInt(a.trials) ** k * BigInt(b.trials) ** (n - k);
    choices = (choices * (n - k)) / (k + 1n);
  }
  const all = BigInt(a.trials + b.trials) ** n;
  return Number((part * 10n ** 30n) / all) / 1e30;
}

describe('the exact test of two rates', () => {
  it.each([
    ['no event at all', { events: 0, trials: 100 }, { events: 0, trials: 100 }, 1],
    ['no trial on the first side', { events: 0, trials: 0 }, { events: 3, trials: 100 }, 1],
    ['no trial on the second side', { events: 3, trials: 100 }, { events: 0, trials: 0 }, 1],
    ['all five on one of two equal sides', { events: 5, trials: 100 }, { events: 0, trials: 100 }, 1 / 32],
    ['all three on a quarter', { events: 3, trials: 25 }, { events: 0, trials: 75 }, 1 / 64],
  ])('%s', (_what, a, b, chance) => {
    expect(chanceOfSoMany(a, b)).toBeCloseTo(chance, 12);
  });

  it('is what counting all cases gives, above the mean', () => {
    const side = fc.record({ events: fc.nat(60), trials: fc.integer({ min: 1, max: 5_000 }) });
    fc.assert(
      fc.property(side, side, (a, b) => {
        const mean = ((a.events + b.events) * a.trials) / (a.trials + b.trials);
        const found = chanceOfSoMany(a, b);
        if (a.events <= mean) return found === 1;
        const exact = byCounting(a, b);
        return Math.abs(found - exact) <= 1e-9 * exact + 1e-25;
      }),
    );
  });

  it('is found at once for a million events', () => {
    const chance = chanceOfSoMany({ events: 501_000, trials: 1e7 }, { events: 499_000, trials: 1e7 });
    // Two standard deviations above the mean (1,000 of 500).
    expect(chance).toBeGreaterThan(0.0225);
    expect(chance).toBeLessThan(0.0231);
  });
});
