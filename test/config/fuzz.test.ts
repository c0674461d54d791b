import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { readConfig } from '../../src/config/file.ts';
import { JOBS } from '../harness/app/jobs.ts';

const TEXT = readFileSync(join(import.meta.dirname, '../../navi.config.yaml'), 'utf8');

/** Either settings, or faults each of which says where, what and how to mend it. */
function expectAnAnswer(text: string): void {
  const read = readConfig('navi.config.yaml', text, { project: 'navi-simulated', schedules: JOBS.schedules });
  if (!Array.isArray(read)) return;
  expect(read.length).toBeGreaterThan(0);
  for (const configProblem of read) {
    expect(configProblem.where).toMatch(/^navi\.config\.yaml(:\d+)?$/);
    expect(configProblem.problem).not.toBe('');
    expect(configProblem.fix).not.toBe('');
  }
}

describe('a configuration file', () => {
  it('of any text is read or explained', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), expectAnAnswer), { numRuns: 200 });
  });

  it('of any value is read or explained', () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(value, (any) => expectAnAnswer(stringify(any))),
      { numRuns: 100 },
    );
  });

  it('that is ours with anything in one place is read or explained', () => {
    const at = fc.nat(TEXT.length);
    const inserted = fc.oneof(
      fc.constantFrom(
        '*x',
        '&x',
        '[',
        '{',
        '- ',
        '? ',
        '!!js/function ',
        '<<: *x',
        '\t',
        '---\n',
        '"',
        '|',
        '%',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );
    fc.assert(
      fc.property(at, inserted, fc.nat(30), (start, text, cut) =>
        expectAnAnswer(TEXT.slice(0, start) + text + TEXT.slice(start + cut)),
      ),
      { numRuns: 150 },
    );
  });

  it.each([
    ['an alias without its anchor', 'people: *nobody'],
    [
      'aliases that multiply',
      `a: &a [x, x]\n${[...'bcdefghijk'].map((name, i) => `${name}: &${name} [${`*${'abcdefghij'[i]},`.repeat(9)}]`).join('\n')}`,
    ],
    ['a hundred thousand brackets', '['.repeat(100_000)],
    ['a hundred thousand levels', `${'- '.repeat(100_000)}x`],
    ['a megabyte of nothing', ' '.repeat(1_000_000)],
    ['a duration of digits', TEXT.replace(/expiresAfter: .*/, `expiresAfter: ${'1'.repeat(100_000)}x`)],
    ['a duration of units', TEXT.replace(/expiresAfter: .*/, `expiresAfter: ${'1s'.repeat(50_000)}!`)],
    ['a schedule of blanks', `${TEXT}\nschedules: { verifyLive: "${'a '.repeat(50_000)}" }`],
  ])('with %s is explained', (_what, text) => {
    expect(
      Array.isArray(
        readConfig('navi.config.yaml', text, { project: 'navi-simulated', schedules: JOBS.schedules }),
      ),
    ).toBe(true);
    expectAnAnswer(text);
  });
});
