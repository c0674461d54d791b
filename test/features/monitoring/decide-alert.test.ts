import { describe, expect, it } from 'vitest';
import {
  type Decided,
  decideAlert,
  type Standing,
} from '../../../src/features/monitoring/alerts/decide-alert.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 27, 12, minute)).toISOString();
const WHAT = 'too slow';

/** What follows from a look each minute: B bad, w well, ? not to be told. One letter a look: what is after it. */
function walk(looks: string): string {
  let standing: Standing | null = null;
  return [...looks]
    .map((look, minute) => {
      const isBad = look === '?' ? null : look === 'B';
      const decided: Decided = decideAlert(standing, { isBad, what: isBad === true ? WHAT : '' }, at(minute));
      if (decided.is === 'changed') {
        standing = decided.standing;
        return decided.fires ? '!' : (decided.standing.is[0] ?? '');
      }
      if (decided.is === 'nothing') return '.';
      standing = null;
      return decided.is === 'over' ? 'o' : 'x';
    })
    .join('');
}

describe('an alert', () => {
  it.each([
    ['well throughout', 'wwww', '....'],
    ['bad once', 'wBw', '.sx'],
    ['bad twice', 'BBwB', 'ssxs'],
    ['bad three times in a row fires, once', 'BBBBBB', 'ss!...'],
    ['unknown in between neither fires nor forgets', 'B?B?B', 's.s.!'],
    ['unknown alone is nothing', '????', '....'],
    ['well for less than ten minutes is not over, and does not fire again', 'BBBwwwBwwwB', 'ss!c..fc..f'],
    ['well for ten minutes is over', `BBB${'w'.repeat(12)}`, 'ss!c.........o.'],
    ['over and bad again is a new incident', `BBB${'w'.repeat(11)}BBB`, 'ss!c.........oss!'],
    ['unknown while clearing does not end it', `BBBw${'?'.repeat(15)}w`, 'ss!c...............o'],
  ])('%s', (_, looks, expected) => {
    expect(walk(looks)).toBe(expected);
  });

  it('keeps when it was first seen, and takes a new finding without firing again', () => {
    const firing: Standing = { is: 'firing', since: at(0), what: WHAT };

    expect(decideAlert(firing, { isBad: true, what: 'slower' }, at(9))).toEqual({
      is: 'changed',
      standing: { is: 'firing', since: at(0), what: 'slower' },
      fires: false,
    });
    expect(decideAlert(firing, { isBad: true, what: WHAT }, at(9))).toEqual({ is: 'nothing' });
  });
});
