import { describe, expect, it } from 'vitest';
import { failureLine, sliceLine } from './said.ts';

const SLICE = { index: 7, of: 20 };
const REPEAT = 'npm run test:long -- --slice 7/20';

describe('a slice of the long suites', () => {
  it('says its number, the command that repeats it, and what runs whole', () => {
    const line = sliceLine(SLICE, { whole: ['a.test.ts', 'b.test.ts'], sliced: ['c.test.ts'], later: [] });
    expect(line).toContain('Slice 7/20');
    expect(line).toContain(REPEAT);
    expect(line).toContain('their sources changed: a.test.ts, b.test.ts;');
    expect(line).toMatch(/to npm run test:long: none$/);
  });

  it.each([
    { passed: '# commit, then slice\naaa all\nbbb 7/20\nccc 8/20\n', says: 'It last passed on bbb.' },
    { passed: 'aaa 7/20\nbbb all\n', says: 'It last passed on bbb.' },
    // The seventh twentieth is in the second fifth, and not in the third.
    { passed: 'aaa 2/5\nbbb 3/5\n', says: 'It last passed on aaa.' },
    // Eighths and twentieths cut the suites differently.
    { passed: 'aaa 7/8\n', says: 'No commit is known on which it passed.' },
    { passed: '', says: 'No commit is known on which it passed.' },
  ])('says after a failure: $says ($passed)', ({ passed, says }) => {
    expect(failureLine(SLICE, passed)).toBe(`Slice 7/20 failed. ${says} Repeat it: ${REPEAT}`);
  });
});
