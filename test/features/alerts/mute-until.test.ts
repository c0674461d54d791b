import { expect, it } from 'vitest';
import { muteUntil } from '../../../src/features/alerts/mute-until.ts';

const given = { now: new Date('2026-11-27T16:00:00Z'), zone: 'Europe/Brussels' };

it.each([
  ['2h it is known', '2026-11-27T18:00:00.000Z', 'it is known'],
  ['30m', '2026-11-27T16:30:00.000Z', ''],
  ['until 09:00', '2026-11-28T08:00:00.000Z', ''],
  ['until tomorrow 09:00 they move', '2026-11-28T08:00:00.000Z', 'they move'],
  ['Until 2026-12-11 09:00', '2026-12-11T08:00:00.000Z', ''],
])('%s', (text, until, why) => {
  expect(muteUntil(text, given)).toEqual({ until, why });
});

it.each(['', 'because', '0h x', '15d x', 'until', 'until later', 'until 2026-12-12 09:00', '09:00'])(
  '"%s" names no time of the next 14 days',
  (text) => {
    expect(muteUntil(text, given)).toBeUndefined();
  },
);
