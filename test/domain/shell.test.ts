import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { forShell } from '../../src/domain/shell.ts';

const HOSTILE = [
  '',
  '$(id)',
  '`id`',
  "it's",
  '"',
  '\\',
  '!x',
  '~',
  '*',
  ';',
  '|',
  '&',
  '\n',
  '-n',
  '#',
  '{a,b}',
  '=ls',
];

/** What a program is given, when the words are pasted into a shell. */
function given(words: readonly string[]): string[] {
  const script = `for word in ${forShell(words)}; do printf '%s\\0' "$word"; done`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

it('words come through a shell as they are', () => {
  const word = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 20 }));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (some) => {
      // An argument of a program cannot hold the character that ends it.
      const words = some.map((one) => one.replaceAll('\0', ''));
      expect(given(words)).toEqual(words);
    }),
    { numRuns: 25 },
  );
});

it.each([
  ['rollback', 'rollback'],
  ['@awell-health/navi-js@1.1.0', '@awell-health/navi-js@1.1.0'],
  ['--reason=x', '--reason=x'],
  ['=ls', "'=ls'"],
  ['', "''"],
])('quotes only what has to be quoted: %s', (word, written) => {
  expect(forShell([word])).toBe(written);
});
