import { describe, expect, it } from 'vitest';
import {
  decideErrorRate,
  type ErrorCounts,
} from '../../../src/features/monitoring/alerts/decide-error-rate.ts';

const LIMIT = { above: 5, minimum: 200 };
const exact = (count: number) => ({ count, isAtLeast: false });
const atLeast = (count: number) => ({ count, isAtLeast: true });
const of = (changes: Partial<ErrorCounts>): ErrorCounts => ({
  ...{ loads: exact(1_000), errors: exact(10), isSourceWorking: true },
  ...changes,
});

describe('the errors per load of a release', () => {
  it.each<[string, Partial<ErrorCounts>, boolean | null]>([
    ['below the limit', {}, false],
    ['at the limit', { errors: exact(50) }, false],
    ['above the limit', { errors: exact(51) }, true],
    ['above the limit, its source broken since', { errors: exact(51), isSourceWorking: false }, true],
    ['below the limit, its source broken since', { isSourceWorking: false }, false],
    ['too few loads', { loads: exact(199), errors: exact(199) }, false],
    ['too few loads, its source broken', { loads: exact(199), isSourceWorking: false }, null],
    ['errors without a load', { loads: exact(0), errors: exact(9) }, false],
    // Dropped errors could be more: enough is enough, and few are not known to be few.
    ['above the limit with dropped errors', { errors: atLeast(51) }, true],
    ['below the limit with dropped errors', { errors: atLeast(0) }, null],
    ['too few loads with dropped errors', { loads: exact(199), errors: atLeast(10) }, false],
    // Dropped loads make the rate too high: one that is low anyway is lower.
    ['above the limit with dropped loads', { loads: atLeast(1_000), errors: exact(51) }, null],
    ['below the limit with dropped loads', { loads: atLeast(1_000) }, false],
    ['few loads, as the others were dropped', { loads: atLeast(10), errors: exact(9) }, null],
    ['no load and no error, with dropped loads', { loads: atLeast(0), errors: exact(0) }, false],
    ['above the limit with both dropped', { loads: atLeast(1_000), errors: atLeast(51) }, null],
    ['below the limit with both dropped', { loads: atLeast(1_000), errors: atLeast(10) }, null],
  ])('%s', (_what, changes, isBad) => {
    expect(decideErrorRate(of(changes), LIMIT)).toBe(isBad);
  });
});
