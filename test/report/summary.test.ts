import { describe, expect, it } from 'vitest';
import type { Report, TestFile } from './report.ts';
import { summarise } from './summary.ts';

const passing = { fullName: 'adds', status: 'passed', failureMessages: [] };
const failing = {
  fullName: 'subtracts',
  status: 'failed',
  failureMessages: ['AssertionError: expected 3 to be 2\n    at /repo/test/sum.test.ts:4:5'],
};

function file(name: string, change: Partial<TestFile> = {}): TestFile {
  return {
    name: `/repo/test/${name}.test.ts`,
    status: 'passed',
    message: '',
    startTime: 0,
    endTime: 1_000,
    assertionResults: [passing],
    ...change,
  };
}

function report(...testResults: TestFile[]): Report {
  return { success: testResults.every(({ status }) => status === 'passed'), testResults };
}

const summary = (...reports: Report[]) => summarise({ reports, unsteady: [] }, '/repo');

describe('the summary of a run', () => {
  it('counts over all reports and passes when everything passed', () => {
    const { lines, passed } = summary(report(file('sum')), report(file('other')));
    expect(lines.at(-1)).toBe('2 passed, 0 failed, 0 skipped');
    expect(passed).toBe(true);
  });

  it('names each failed test with its file and the first lines of its message, and no stack', () => {
    const { lines, passed } = summary(
      report(file('sum', { status: 'failed', assertionResults: [passing, failing] })),
    );
    expect(lines.slice(-3)).toEqual([
      'FAILED test/sum.test.ts > subtracts',
      '    AssertionError: expected 3 to be 2',
      '1 passed, 1 failed, 0 skipped',
    ]);
    expect(passed).toBe(false);
  });

  it('counts a file that could not be loaded as a failure', () => {
    const { lines, passed } = summary(
      report(file('fine')),
      report(file('sum', { status: 'failed', message: 'Cannot find ./sum.ts', assertionResults: [] })),
    );
    expect(lines.slice(-3)).toEqual([
      'FAILED test/sum.test.ts',
      '    Cannot find ./sum.ts',
      '1 passed, 1 failed, 0 skipped',
    ]);
    expect(passed).toBe(false);
  });

  it('names what was skipped, and does not pass with it', () => {
    const { lines, passed } = summary(
      report(file('sum', { assertionResults: [passing, { ...passing, status: 'skipped' }] })),
    );
    expect(lines.slice(-2)).toEqual(['not run: adds', '1 passed, 0 failed, 1 skipped']);
    expect(passed).toBe(false);
  });

  it.each([
    ['there is no report', []],
    ['a report is empty', [report(file('sum')), report()]],
    ['a run failed that names no test', [{ ...report(file('sum')), success: false }]],
  ])('does not pass when %s', (_, reports) => {
    expect(summary(...reports).passed).toBe(false);
  });

  it('lists the ten slowest files, the slowest first', () => {
    const files = Array.from({ length: 12 }, (_, place) =>
      file(`file-${place}`, { endTime: (place + 1) * 1_000 }),
    );
    const { lines } = summary(report(...files));
    expect(lines.slice(0, 3)).toEqual([
      'Slowest files:',
      '    12 s  test/file-11.test.ts',
      '    11 s  test/file-10.test.ts',
    ]);
    expect(lines.filter((line) => line.includes('test/file-'))).toHaveLength(10);
  });
});
