import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The slow files, slowest first. What starts late ends late, and the other workers have nothing left to do. */
const SLOW = [
  'test/once/deaths.test.ts',
  'test/once/stops.test.ts',
  'test/once/hand-to-hand.test.ts',
  'test/once/',
  'test/e2e/stop-without-services.test.ts',
  'test/e2e/crash.test.ts',
  'test/e2e/',
  'test/engine/forged-state.test.ts',
  'test/features/record/',
  'test/ci/',
  'test/adapters/store/',
  'test/faults/',
  'test/old-stores/',
  'test/simulator/seed/',
  'test/contracts/',
  'test/engine/',
  'test/features/',
];

/** The order of vitest's own, but slow files come first. */
export default class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return slowFirst(await super.sort(files), (file) => relative(process.cwd(), file.moduleId));
  }
}

export function slowFirst<T>(files: readonly T[], pathOf: (file: T) => string): T[] {
  const place = (file: T) => {
    const found = SLOW.findIndex((start) => pathOf(file).startsWith(start));
    return found === -1 ? SLOW.length : found;
  };
  return files.toSorted((a, b) => place(a) - place(b));
}
