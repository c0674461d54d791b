// Prints the closing line that CI reads, from the test runner's own reports, and fails when anything was skipped: with
// everything installed nothing may be.
import { readFileSync } from 'node:fs';

const reports = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')));
const tests = reports.flatMap(({ testResults }) => testResults.flatMap((file) => file.assertionResults));
const passed = tests.filter((test) => test.status === 'passed').length;
const skipped = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed');
const failed = tests.length - passed - skipped.length;
for (const test of skipped) console.log(`not run: ${test.fullName}`);
console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
const isWhole =
  reports.length > 0 && reports.every(({ success, numTotalTests }) => success && numTotalTests > 0);
if (!isWhole || failed > 0 || skipped.length > 0) process.exitCode = 1;
