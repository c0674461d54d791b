import { expect, it } from 'vitest';
import { decideBegun } from '../../src/engine/wait.ts';

const at = (time: string) => `2026-11-23T${time}:00.000Z`;
const POSSIBLE = { earliest: at('09:00'), now: at('10:00') };

it.each([
  ['what can be true', at('09:30'), POSSIBLE, at('09:30')],
  ['the first instant', at('09:00'), POSSIBLE, at('09:00')],
  ['now', at('10:00'), POSSIBLE, at('10:00')],
  ['before it could begin', '1999-01-01T00:00:00.000Z', POSSIBLE, at('09:00')],
  ['in the future', '2999-01-01T00:00:00.000Z', POSSIBLE, at('09:00')],
  ['no time', '2026-11-23T09:xx', POSSIBLE, at('09:00')],
  [
    'of a clock that was set back since',
    at('11:30'),
    { earliest: at('11:00'), now: at('10:00') },
    at('11:30'),
  ],
])('a step that began %s', (_when, begunAt, possible, expected) => {
  expect(decideBegun(begunAt, possible)).toBe(expected);
});
