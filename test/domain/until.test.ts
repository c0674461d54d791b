import { describe, expect, it } from 'vitest';
import { readUntil } from '../../src/domain/until.ts';

/** A Friday, 13:00 in Brussels. */
const NOW = new Date('2026-11-27T12:00:00Z');

describe('a time that a person types', () => {
  it.each([
    ['4h the audit', '2026-11-27T16:00:00.000Z', 'the audit'],
    ['until 90m x', '2026-11-27T13:30:00.000Z', 'x'],
    ['17:00 the audit', '2026-11-27T16:00:00.000Z', 'the audit'],
    ['9:00 the audit', '2026-11-28T08:00:00.000Z', 'the audit'],
    ['tomorrow 09:00', '2026-11-28T08:00:00.000Z', ''],
    ['Monday 09:00 x', '2026-11-30T08:00:00.000Z', 'x'],
    ['fri 17:00 x', '2026-11-27T16:00:00.000Z', 'x'],
    ['fri 09:00 x', '2026-12-04T08:00:00.000Z', 'x'],
    ['mon 09:00 America/New_York the audit', '2026-11-30T14:00:00.000Z', 'the audit'],
    ['17:00 and/or later', '2026-11-27T16:00:00.000Z', 'and/or later'],
    ['2026-12-01 09:00 UTC x', '2026-12-01T09:00:00.000Z', 'x'],
    // The clocks leave it out, and show it twice.
    ['2027-03-28 02:30 x', '2027-03-28T01:30:00.000Z', 'x'],
    ['2026-10-25 02:30 x', '2026-10-25T01:30:00.000Z', 'x'],
  ])('is read from "%s"', (words, at, rest) => {
    expect(readUntil(words, { now: NOW, zone: 'Europe/Brussels' })).toEqual({ at, rest });
  });

  it.each(['', 'until', 'the audit', 'monday', '25:00 x', '2026-02-30 09:00 x', '4 h x'])(
    'is not found in "%s"',
    (words) => {
      expect(readUntil(words, { now: NOW, zone: 'Europe/Brussels' })).toBeUndefined();
    },
  );
});
