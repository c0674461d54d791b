import { relative } from 'node:path';
import { firstLines } from './messages.ts';
import type { TestFile } from './report.ts';
import type { Settled } from './second-run.ts';

const SLOWEST = 10;

/** What the end of a run says: the lines, the closing line last, and whether everything passed. Pure. */
export interface Summary {
  lines: string[];
  passed: boolean;
}

export function summarise({ reports, unsteady }: Settled, root: string): Summary {
  const files = reports.flatMap(({ testResults }) => testResults);
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const failed = tests.filter(({ status }) => status === 'failed').length;
  const skipped = tests.filter(({ status }) => status !== 'passed' && status !== 'failed');
  const unloaded = files.filter(isUnloaded);
  return {
    lines: [
      'Slowest files:',
      ...slowest(files).map((file) => `  ${seconds(file)}  ${relative(root, file.name)}`),
      ...unsteady,
      ...files.flatMap((file) => failures(file, relative(root, file.name))),
      ...skipped.map(({ fullName }) => `not run: ${fullName}`),
      // A file that failed outside its tests counts as one failure, or the line would say that nothing failed.
      `${passed} passed, ${failed + unloaded.length} failed, ${skipped.length} skipped`,
    ],
    passed:
      reports.length > 0 &&
      reports.every(({ success, testResults }) => success && testResults.length > 0) &&
      passed > 0 &&
      failed + unloaded.length + skipped.length === 0,
  };
}

/** A file that failed though none of its tests did: it could not be loaded, or a hook of the file failed. */
function isUnloaded(file: TestFile): boolean {
  return file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed');
}

function failures(file: TestFile, path: string): string[] {
  const tests = file.assertionResults.filter(({ status }) => status === 'failed');
  return [
    ...(isUnloaded(file) ? [`FAILED ${path}`, ...indented(file.message)] : []),
    ...tests.flatMap((test) => [
      `FAILED ${path} > ${test.fullName}`,
      ...indented(test.failureMessages.join('\n')),
    ]),
  ];
}

function indented(message: string): string[] {
  return firstLines(message).map((line) => `    ${line}`);
}

function slowest(files: readonly TestFile[]): TestFile[] {
  return files.toSorted((one, other) => took(other) - took(one)).slice(0, SLOWEST);
}

function took({ startTime, endTime }: TestFile): number {
  return endTime - startTime;
}

function seconds(file: TestFile): string {
  return `${Math.round(took(file) / 1_000)} s`.padStart(6);
}
