import { expect, test } from 'vitest';
import { MoveRequest, targetOf } from '../../../simulator/kernel/world-time.ts';

const HOUR = 3_600_000;

/** Where a move from `now` leads, or what is wrong with the words. */
function target(asked: MoveRequest, now = '2026-11-27T09:00:00Z'): string {
  const found = targetOf(asked);
  return typeof found === 'function' ? new Date(found(Date.parse(now))).toISOString() : found.problem;
}

test.each([
  ['90s', 90_000],
  ['10m', 600_000],
  ['1h', HOUR],
  ['14d', 14 * 24 * HOUR],
  ['2w', 14 * 24 * HOUR],
  ['1d 12h', 36 * HOUR],
  ['0.5h', HOUR / 2],
])('advance %s', (text, ms) => {
  const now = Date.parse('2026-11-27T09:00:00Z');
  expect(target({ advance: text })).toBe(new Date(now + ms).toISOString());
});

test.each([
  ['2026-12-01T08:00:00Z', undefined, '2026-12-01T08:00:00.000Z'],
  ['2026-12-01T09:00:00+01:00', undefined, '2026-12-01T08:00:00.000Z'],
  ['tomorrow 09:00 Europe/Brussels', undefined, '2026-11-28T08:00:00.000Z'],
  ['today 18:30 America/New_York', undefined, '2026-11-27T23:30:00.000Z'],
  ['2026-12-24 17:00 Asia/Kolkata', undefined, '2026-12-24T11:30:00.000Z'],
  // It is tomorrow there already.
  ['tomorrow 09:00 Asia/Tokyo', '2026-11-27T16:00:00Z', '2026-11-29T00:00:00.000Z'],
  // Left out by the clock change: the later one. Repeated: the first.
  ['tomorrow 02:30 Europe/Brussels', '2027-03-27T12:00:00Z', '2027-03-28T01:30:00.000Z'],
  ['tomorrow 02:30 Europe/Brussels', '2026-10-24T12:00:00Z', '2026-10-25T00:30:00.000Z'],
])('to %s, from %s', (to, now, expected) => {
  expect(target({ to }, now)).toBe(expected);
});

test.each([
  [{ advance: 'soon' }, /"soon" is not a length of time such as "90s", "1h", "14d"/],
  [{ advance: '-1d' }, /"-1d" is not a length/],
  [{ to: 'next week' }, /"next week" is neither an ISO instant .* nor a wall time/],
  [{ to: 'tomorrow 09:00 Europe/Nowhere' }, /there is no time "tomorrow 09:00" in a zone "Europe\/Nowhere"/],
  [{ to: '2026-02-30 09:00 Europe/Brussels' }, /there is no time "2026-02-30 09:00"/],
])('%o is refused', (asked, problem) => {
  expect(target(asked)).toMatch(problem);
});

test.each([{}, { advance: 14 }, { advance: '1d', to: 'x' }, null])('%o is not taken', (body) => {
  expect(MoveRequest.safeParse(body).success).toBe(false);
});
