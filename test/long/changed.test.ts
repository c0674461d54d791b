import { describe, expect, it } from 'vitest';
import { meaningOf } from './changed.ts';

const SOURCE = `import { expect, it } from 'vitest';
import {
  one,
  two,
} from '../one.ts';

/** Adds. */
it('adds', () => {
  expect(one + two).toBe(3);
});
`;

describe('a source that was only moved', () => {
  it.each([
    ['its imports', SOURCE.replace('../one.ts', '../../numbers/one.ts')],
    ['the order of its imports', SOURCE.replace(/^(import .*)\n([\s\S]*?;)\n/, '$2\n$1\n')],
    ['its comments', SOURCE.replace('/** Adds. */', '// Adds two numbers.')],
    ['its layout', SOURCE.replaceAll('\n', '\n  ')],
  ])('means the same: %s', (_, moved) => {
    expect(moved).not.toBe(SOURCE);
    expect(meaningOf(moved)).toBe(meaningOf(SOURCE));
  });

  it.each([
    ['a number', SOURCE.replace('toBe(3)', 'toBe(4)')],
    ['a name', SOURCE.replace("it('adds'", "it('sums'")],
    ['a test more', `${SOURCE}it('is there', () => {});\n`],
  ])('means something else with %s changed', (_, changed) => {
    expect(meaningOf(changed)).not.toBe(meaningOf(SOURCE));
  });
});
