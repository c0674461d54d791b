import type { Reporter, TestModule } from 'vitest/node';

/** Says at the end what was not run and why, so that nothing is skipped silently. */
export default class SkippedReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const reasons = new Map<string, number>();
    for (const module of modules)
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state !== 'skipped') continue;
        const reason = result.note ?? 'skipped without a reason';
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }
    for (const [reason, count] of reasons) process.stdout.write(`\nNot run: ${count} tests: ${reason}\n`);
  }
}
