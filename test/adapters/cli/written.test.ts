import { expect, it } from 'vitest';
import { written } from '../../../src/adapters/cli/written.ts';
import { calendarIcs } from '../../../src/features/planned-releases/calendar-text.ts';

const ICS = calendarIcs([], { name: 'navi.awell', zone: 'UTC' });

it('writes a calendar to a file with the line ends of RFC 5545, also the last one', () => {
  const lines = written(ICS, { isTerminal: false }).split('\r\n');
  expect(lines).toEqual([...ICS.split('\n'), '']);
  expect(lines.join('')).not.toMatch(/[\r\n]/);
});

it.each([
  ['a calendar on a terminal', ICS, true],
  ['another text in a file', 'v1/\nBEGIN:VCALENDAR\n', false],
])('writes %s as it is', (_, text, isTerminal) => {
  expect(written(text, { isTerminal })).toBe(`${text}\n`);
});
