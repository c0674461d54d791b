// Prints the closing line that CI reads, from the test runner's own report, and fails when anything was skipped:
// with everything installed nothing may be.
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const tests = report.testResults.flatMap((file) => file.assertionResults);
const passed = tests.filter((test) => test.status === 'passed').length;
const skipped = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed');
const failed = tests.length - passed - skipped.length;
for (const test of skipped) console.log(`not run: ${test.fullName}`);
console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
if (!report.success || failed > 0 || skipped.length > 0 || passed === 0) process.exitCode = 1;
