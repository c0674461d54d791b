import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reporter, SerializedError, TestModule, TestSpecification } from 'vitest/node';
import type { Report } from './report.ts';

/** A run of so many files is a long one: it says so, and how far it is. */
const MANY_FILES = 100;
const EVERY_FILES = 20;

interface Options {
  /** Where vitest writes its JSON. */
  report: string;
  /** What a long run says first, and what it says at the end that it has left out. */
  first?: string;
  leftOut?: string;
}

/**
 * Says first how long a run takes, then how far it is, and at the end what was not run and why. Puts errors outside all
 * tests into a report, as vitest's JSON leaves them out.
 */
export default class RunReporter implements Reporter {
  readonly #options: Options;
  #files = 0;
  #ended = 0;
  #began = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  onTestRunStart(files: readonly TestSpecification[]): void {
    this.#files = files.length;
    this.#ended = 0;
    this.#began = performance.now();
    const { first } = this.#options;
    if (this.#isLong() && first !== undefined) say(`${files.length} test files. ${first}`);
  }

  onTestModuleEnd(): void {
    this.#ended += 1;
    if (!this.#isLong() || this.#ended % EVERY_FILES !== 0) return;
    const minutes = (performance.now() - this.#began) / 60_000;
    say(`-- ${this.#ended} of ${this.#files} files, ${minutes.toFixed(1)} min`);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const { leftOut } = this.#options;
    const reasons = [...skipped(modules)].map(([reason, count]) => `${count} tests: ${reason}`);
    const all = [...reasons, ...(this.#isLong() && leftOut !== undefined ? [leftOut] : [])];
    if (all.length > 0) say(`\nNot run:\n${all.map((line) => `  ${line}`).join('\n')}`);
    if (unhandled.length > 0) this.#writeUnhandled(unhandled);
  }

  #isLong(): boolean {
    return this.#files >= MANY_FILES;
  }

  #writeUnhandled(unhandled: readonly SerializedError[]): void {
    const message = unhandled.map((error) => error.stack ?? error.message).join('\n');
    const file = { message, startTime: 0, endTime: 0, assertionResults: [] };
    const report: Report = {
      success: false,
      testResults: [{ name: 'outside all tests', status: 'failed', ...file }],
    };
    mkdirSync(dirname(this.#options.report), { recursive: true });
    writeFileSync(this.#options.report.replace(/\.json$/, '-unhandled.json'), JSON.stringify(report));
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** How many tests were skipped for each reason. */
function skipped(modules: readonly TestModule[]): Map<string, number> {
  const reasons = new Map<string, number>();
  for (const module of modules)
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state !== 'skipped') continue;
      const reason = result.note ?? 'no reason is given';
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
  return reasons;
}
