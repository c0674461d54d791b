import { describe, expect, it } from 'vitest';
import type { Report, TestFile } from './report.ts';
import { filesToRunAgain, settle } from './second-run.ts';

type Results = Record<string, 'passed' | 'failed' | 'skipped'>;

/** A file of these tests; one without tests could not be loaded. */
function file(path: string, results: Results = {}): TestFile {
  const tests = Object.entries(results);
  const failed = tests.length === 0 || tests.some(([, status]) => status === 'failed');
  return {
    name: `/repo/${path}`,
    status: failed ? 'failed' : 'passed',
    message: tests.length === 0 ? 'Cannot load it' : '',
    startTime: 0,
    endTime: 1,
    assertionResults: tests.map(([fullName, status]) => ({
      fullName,
      status,
      failureMessages: status === 'failed' ? [`Error: ${fullName}\n    at /repo/x.ts:1:1`] : [],
    })),
  };
}

function report(...testResults: TestFile[]): Report {
  return { success: testResults.every(({ status }) => status === 'passed'), testResults };
}

const broken = (path: string) => file(path, { works: 'failed' });

describe('what is run again', () => {
  it('are the failed files, over all reports', () => {
    const reports = [
      report(
        broken('test/adapters/web/web.test.ts'),
        file('test/adapters/web/fine.test.ts', { works: 'passed' }),
      ),
      report(file('test/e2e/stop.test.ts')),
    ];
    expect(filesToRunAgain(reports, '/repo')).toEqual([
      'test/adapters/web/web.test.ts',
      'test/e2e/stop.test.ts',
    ]);
  });

  it.each(['test/once/clicks.test.ts', 'test/faults/run.test.ts', 'test/model/model.test.ts'])(
    'is never %s',
    (path) => {
      expect(
        filesToRunAgain([report(broken(path), broken('test/adapters/web/web.test.ts'))], '/repo'),
      ).toEqual(['test/adapters/web/web.test.ts']);
    },
  );

  it('is nothing when more than three files failed', () => {
    const failed = ['a', 'b', 'c', 'd'].map((name) => broken(`test/adapters/web/${name}.test.ts`));
    expect(filesToRunAgain([report(...failed.slice(1))], '/repo')).toHaveLength(3);
    expect(filesToRunAgain([report(...failed)], '/repo')).toEqual([]);
  });

  it('is not what is no file: errors outside all tests', () => {
    expect(filesToRunAgain([report({ ...file('x'), name: 'outside all tests' })], '/repo')).toEqual([]);
  });
});

describe('two runs of a file', () => {
  const path = 'test/adapters/web/web.test.ts';
  const settled = (first: TestFile, second: TestFile) => settle([report(first)], report(second), '/repo');
  const statuses = ({ reports }: { reports: Report[] }) =>
    Object.fromEntries(
      reports.flatMap(({ testResults }) =>
        testResults.flatMap(({ assertionResults }) =>
          assertionResults.map(({ fullName, status }) => [fullName, status]),
        ),
      ),
    );

  it('that passes the second time has passed, and its test is named as unsteady', () => {
    const end = settled(
      file(path, { adds: 'passed', waits: 'failed' }),
      file(path, { adds: 'passed', waits: 'passed' }),
    );
    expect(statuses(end)).toEqual({ adds: 'passed', waits: 'passed' });
    expect(end.reports.map(({ success }) => success)).toEqual([true]);
    expect(end.unsteady).toEqual([`unsteady: ${path} waits: Error: waits`]);
  });

  it('that fails the second time has failed, also in another test', () => {
    const end = settled(
      file(path, { adds: 'passed', waits: 'failed' }),
      file(path, { adds: 'failed', waits: 'passed' }),
    );
    expect(statuses(end)).toEqual({ adds: 'failed', waits: 'passed' });
    expect(end.reports.map(({ success }) => success)).toEqual([false]);
    expect(end.unsteady).toHaveLength(1);
  });

  it.each<[string, Results]>([
    ['is not there', { adds: 'passed' }],
    ['is skipped', { adds: 'passed', waits: 'skipped' }],
  ])('whose failed test %s the second time has failed', (_, second) => {
    const end = settled(file(path, { adds: 'passed', waits: 'failed' }), file(path, second));
    expect(statuses(end)).toEqual({ adds: 'passed', waits: 'failed' });
    expect(end.reports.map(({ success }) => success)).toEqual([false]);
    expect(end.unsteady).toEqual([]);
  });

  it('that could not be loaded the first time is unsteady as a whole', () => {
    const end = settled(file(path), file(path, { adds: 'passed' }));
    expect(end.reports.map(({ success }) => success)).toEqual([true]);
    expect(end.unsteady).toEqual([`unsteady: ${path} as a whole: Cannot load it`]);
  });

  it('leave other files and reports as they were', () => {
    const other = broken('test/once/clicks.test.ts');
    const unnamed = { ...report(file('test/a.test.ts', { works: 'passed' })), success: false };
    const end = settle(
      [report(broken(path), other), unnamed],
      report(file(path, { works: 'passed' })),
      '/repo',
    );
    expect(end.reports.map(({ success }) => success)).toEqual([false, false]);
    expect(end.reports[0]?.testResults[1]).toBe(other);
  });
});
