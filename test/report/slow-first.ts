import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The slow files, slowest first. What starts late ends late, and the other workers have nothing left to do. */
const SLOW = [
  'test/once/deaths.test.ts',
  'test/once/stops.test.ts',
  'test/once/hand-to-hand.test.ts',
  'test/once/',
  'test/e2e/interrupted/',
  'test/e2e/browser.test.ts',
  'test/e2e/',
  'test/adapters/store/',
  'test/features/record/',
  'test/ci/',
  'test/faults/',
  'test/old-stores/',
  'test/simulator/seed/',
  'test/contracts/',
  'test/engine/forged-state.test.ts',
  'test/features/monitoring/faults.test.ts',
  'test/adapters/web/raw.test.ts',
  'test/engine/',
  'test/features/',
];

/**
 * The order of vitest's own, but slow files come first, and files that share a process come last: they keep it as long as no
 * other file comes between.
 */
export default class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = slowFirst(await super.sort(files), (file) => relative(process.cwd(), file.moduleId));
    return sorted.toSorted((a, b) => Number(b.project.config.isolate) - Number(a.project.config.isolate));
  }
}

export function slowFirst<T>(files: readonly T[], pathOf: (file: T) => string): T[] {
  const place = (file: T) => {
    const found = SLOW.findIndex((start) => pathOf(file).startsWith(start));
    return found === -1 ? SLOW.length : found;
  };
  return files.toSorted((a, b) => place(a) - place(b));
}
