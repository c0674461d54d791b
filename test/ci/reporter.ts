import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';
import type { Report } from './report.ts';

/** Says at the end what was not run and why, and puts errors outside all tests into a report, as the JSON leaves them out. */
export default class EndReporter implements Reporter {
  readonly #report: string;

  constructor({ report }: { report: string }) {
    this.#report = report;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    for (const [reason, names] of skipped(modules))
      process.stdout.write(`\nNot run: ${names.length} tests: ${reason}\n  ${names.join('\n  ')}\n`);
    if (unhandled.length > 0) this.#writeUnhandled(unhandled);
  }

  #writeUnhandled(unhandled: readonly SerializedError[]): void {
    const message = unhandled.map((error) => error.stack ?? error.message).join('\n');
    const file = { message, startTime: 0, endTime: 0, assertionResults: [] };
    const report: Report = {
      success: false,
      testResults: [{ name: 'outside all tests', status: 'failed', ...file }],
    };
    mkdirSync(dirname(this.#report), { recursive: true });
    writeFileSync(this.#report.replace(/\.json$/, '-unhandled.json'), JSON.stringify(report));
  }
}

function skipped(modules: readonly TestModule[]): Map<string, string[]> {
  const reasons = new Map<string, string[]>();
  for (const module of modules)
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state !== 'skipped') continue;
      const reason = result.note ?? 'no reason is given';
      reasons.set(reason, [...(reasons.get(reason) ?? []), test.fullName]);
    }
  return reasons;
}
