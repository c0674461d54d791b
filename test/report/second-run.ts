import { relative } from 'node:path';
import { firstLines } from './messages.ts';
import type { Report, TestFile } from './report.ts';

/** Where a failure is a failure: these suites look for what happens once in many runs. */
const NOT_AGAIN = /^test\/(?:once|faults)\/|^test\/model\//;

/** More failed files than this are no accident. */
const MOST = 3;

/** The failed files that are run once more, as paths from the root. Pure. */
export function filesToRunAgain(reports: readonly Report[], root: string): string[] {
  const failed = reports
    .flatMap(({ testResults }) => testResults)
    .filter(({ status }) => status === 'failed');
  if (failed.length > MOST) return [];
  return failed
    .map(({ name }) => relative(root, name))
    .filter((path) => path.endsWith('.test.ts') && !NOT_AGAIN.test(path));
}

export interface Settled {
  reports: Report[];
  /** What failed the first time and passed the second: a line each. */
  unsteady: string[];
}

/** The first run's reports, in which each file that was run again stands as it ended the second time. Pure. */
export function settle(reports: readonly Report[], second: Report, root: string): Settled {
  const again = new Map(second.testResults.map((file) => [file.name, file]));
  const unsteady: string[] = [];
  const settled = reports.map((report) => {
    const testResults = report.testResults.map((file) => {
      const rerun = file.status === 'failed' ? again.get(file.name) : undefined;
      if (rerun === undefined) return file;
      const { merged, passedNow } = mergeFile(file, rerun);
      for (const { name, message } of passedNow)
        unsteady.push(`unsteady: ${relative(root, file.name)} ${name}: ${firstLines(message).join(' | ')}`);
      return merged;
    });
    const hasFailed = testResults.some(({ status }) => status === 'failed');
    const namedWhatFailed = report.testResults.some(({ status }) => status === 'failed');
    return { success: report.success || (namedWhatFailed && !hasFailed), testResults };
  });
  return { reports: settled, unsteady };
}

/** The second result of a file; a test that failed and was not run again has still failed. */
function mergeFile(first: TestFile, second: TestFile) {
  const failed = first.assertionResults.filter(({ status }) => status === 'failed');
  const statusNow = (name: string) => {
    const found = second.assertionResults.filter(({ fullName }) => fullName === name);
    if (found.some(({ status }) => status === 'failed')) return 'failed';
    return found.some(({ status }) => status === 'passed') ? 'passed' : 'not run';
  };
  const notRun = failed.filter(({ fullName }) => statusNow(fullName) === 'not run');
  const names = new Set(notRun.map(({ fullName }) => fullName));
  const merged: TestFile = {
    ...second,
    status: notRun.length > 0 ? 'failed' : second.status,
    assertionResults: [...second.assertionResults.filter(({ fullName }) => !names.has(fullName)), ...notRun],
  };
  const passedNow = failed
    .filter(({ fullName }) => statusNow(fullName) === 'passed')
    .map(({ fullName, failureMessages }) => ({ name: fullName, message: failureMessages.join('\n') }));
  if (failed.length === 0 && second.status === 'passed')
    passedNow.push({ name: 'as a whole', message: first.message });
  return { merged, passedNow };
}
