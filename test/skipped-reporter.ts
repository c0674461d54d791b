import type { Reporter, TestModule } from 'vitest/node';

/** Says at the end what was not run and why, so that nothing is skipped silently. */
export default class SkippedReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const reasons = new Map<string, string[]>();
    for (const module of modules)
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state !== 'skipped') continue;
        const reason = result.note ?? 'no reason is given';
        reasons.set(reason, [...(reasons.get(reason) ?? []), test.fullName]);
      }
    for (const [reason, names] of reasons)
      process.stdout.write(`\nNot run: ${names.length} tests: ${reason}\n  ${names.join('\n  ')}\n`);
  }
}
