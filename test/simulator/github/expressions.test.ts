import { describe, expect, test } from 'vitest';
import { parsePairs } from '../../../simulator/github/runner/command-files.ts';
import { fill, holds } from '../../../simulator/github/runner/workflow/expressions.ts';

const contexts = {
  inputs: { dry: false, version: '1.2.0' },
  needs: { build: { result: 'success', outputs: { list: '["a","b"]' } } },
  env: { EMPTY: '' },
};
const scope = { contexts };
const failed = { contexts, standing: { success: false, failure: true, cancelled: false } };
const cancelled = { contexts, standing: { success: false, failure: false, cancelled: true } };

describe('an expression in a text', () => {
  test.each([
    [`v\${{ inputs.version }}!`, 'v1.2.0!'],
    [`\${{ inputs.dry }} \${{ inputs.missing }} \${{ needs.none.outputs.x }}`, 'false  '],
    [`\${{ format('}} {0}', 'x') }}`, '} x'],
    [
      `\${{ fromJSON(needs.build.outputs.list)[1] }} \${{ contains(needs.build.outputs.list, 'b') }}`,
      'b true',
    ],
    ['plain $HOME {{ x }}', 'plain $HOME {{ x }}'],
  ])('%s is filled', (text, filled) => {
    expect(fill(text, scope)).toBe(filled);
  });

  test('that cannot be read names itself', () => {
    expect(() => fill(`\${{ hashFiles }}`, scope)).toThrow("The expression ' hashFiles ' is not valid");
    expect(() => fill(`\${{ inputs.x`, scope)).toThrow('closing }} is missing');
  });
});

describe('a condition', () => {
  test.each([
    [undefined, true, false, false],
    ['always()', true, true, true],
    ['failure()', false, true, false],
    ['cancelled()', false, false, true],
    ['!cancelled()', true, true, false],
    ["inputs.version == '1.2.0'", true, false, false],
    [`\${{ failure() && inputs.version == '1.2.0' }}`, false, true, false],
    [`\${{ !inputs.dry }}`, true, false, false],
    ['env.EMPTY', false, false, false],
    ["'success()'", true, false, false],
  ])('%s holds as Actions has it', (condition, afterSuccess, afterFailure, afterCancel) => {
    expect(holds(condition, scope)).toBe(afterSuccess);
    expect(holds(condition, failed)).toBe(afterFailure);
    expect(holds(condition, cancelled)).toBe(afterCancel);
  });
});

describe('a command file', () => {
  test('holds lines and blocks', () => {
    expect(parsePairs('a=1\nb<<X\none\ntwo=2\nX\n\nc=x=y<<z\nd<<E\nE\n', 'GITHUB_OUTPUT')).toEqual({
      a: '1',
      b: 'one\ntwo=2',
      c: 'x=y<<z',
      d: '',
    });
  });

  test.each(['nonsense', '=x', 'a<<END\nnever ended', 'a<<\nx'])('%j is refused', (text) => {
    expect(() => parsePairs(text, 'GITHUB_ENV')).toThrow('GITHUB_ENV');
  });
});
