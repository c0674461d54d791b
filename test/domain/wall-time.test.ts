import { expect, it } from 'vitest';
import { instantOf, wallTimeOf } from '../../src/domain/wall-time.ts';

const zone = 'Europe/Brussels';

it.each([
  ['09:00', '2026-11-27T16:00:00Z', '2026-11-28T08:00:00.000Z', 'the next one'],
  ['18:00', '2026-11-27T16:00:00Z', '2026-11-27T17:00:00.000Z', 'today'],
  ['17:00', '2026-11-27T16:00:00Z', '2026-11-28T16:00:00.000Z', 'not this minute'],
  ['tomorrow 9:00', '2026-11-27T23:30:00Z', '2026-11-29T08:00:00.000Z', 'tomorrow of the zone'],
  ['2026-12-01 09:00', '2026-11-27T16:00:00Z', '2026-12-01T08:00:00.000Z', 'a date'],
  ['02:30', '2026-03-28T12:00:00Z', '2026-03-29T01:30:00.000Z', 'skipped by the clocks: the later time'],
  ['02:30', '2026-10-24T12:00:00Z', '2026-10-25T00:30:00.000Z', 'repeated by the clocks: the first'],
  ['tomorrow 09:00', '2026-03-28T12:00:00Z', '2026-03-29T07:00:00.000Z', 'a day of 23 hours'],
])('%s at %s is %s: %s', (text, now, wanted) => {
  expect(instantOf(text, { now: new Date(now), zone })?.toISOString()).toBe(wanted);
});

it.each(['', '24:00', '9', 'yesterday 09:00', '2026-11-26 09:00', '2026-02-30 09:00', '09:00 09:00'])(
  '"%s" names no time to come',
  (text) => {
    expect(instantOf(text, { now: new Date('2026-11-27T16:00:00Z'), zone })).toBeUndefined();
  },
);

it('shows a time of a zone', () => {
  expect(wallTimeOf(new Date('2026-12-01T08:00:00Z'), zone)).toBe('2026-12-01 09:00 Europe/Brussels');
});
