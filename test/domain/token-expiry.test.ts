import { expect, test } from 'vitest';
import { expiryWords, leftWords, warnedAhead } from '../../src/domain/token-expiry.ts';

const END = '2026-12-24T06:00:00.000Z';
const before = (days: number, hours = 0) =>
  new Date(Date.parse(END) - days * 86_400_000 - hours * 3_600_000).toISOString();

test.each<[string, string, number | undefined, string]>([
  ['15 days before', before(15), undefined, 'expires in 15 days'],
  ['14 days and 23 hours before, by a daily look', before(14, 23), 14, 'expires in 14 days'],
  ['14 days before', before(14), 14, 'expires in 14 days'],
  ['8 days before', before(8), 14, 'expires in 8 days'],
  ['7 days before', before(7), 7, 'expires in 7 days'],
  ['4 days before', before(4), 7, 'expires in 4 days'],
  ['3 days before', before(3), 3, 'expires in 3 days'],
  ['2 days before', before(2), 3, 'expires in 2 days'],
  ['1 day before', before(1), 1, 'expires in 1 day'],
  ['an hour before', before(0, 1), 1, 'expires within a day'],
  ['at the end', END, 0, 'has expired'],
  ['a month after', before(-30), 0, 'has expired'],
])('%s', (_what, now, days, words) => {
  expect(warnedAhead(END, now)?.days).toBe(days);
  expect(leftWords(END, now)).toBe(words);
});

test('what is not known is said as not known, and with why', () => {
  expect(expiryWords({ is: 'unknown', why: 'npm does not say' })).toBe(
    'when it expires is unknown: npm does not say',
  );
  expect(expiryWords({ is: 'never' })).toBe('it does not expire');
  expect(expiryWords({ is: 'at', at: END, from: 'npm' })).toBe(
    'it expires on 2026-12-24 06:00 UTC (npm says so)',
  );
  expect(expiryWords({ is: 'at', at: END, from: 'configuration' })).toContain('(as configured)');
});
