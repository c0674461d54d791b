import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../build/bundle.ts';

// In the clone, where its packages are found; git does not see it.
const RESULTS = join(import.meta.dirname, '../test-results');

/**
 * Bundles Navi once for a run, and has the tests' processes run that: it is what the image runs, and it starts with half the
 * CPU time of the sources.
 */
export default function setup(): Promise<() => void> {
  return bundleFor([]);
}

/** The same with packages beside the bundle, where a test can watch them. */
export async function bundleFor(beside: readonly string[]): Promise<() => void> {
  mkdirSync(RESULTS, { recursive: true });
  const folder = mkdtempSync(join(RESULTS, 'bundle-'));
  const sources = await bundle(folder, beside);
  writeFileSync(join(folder, 'sources.json'), JSON.stringify(sources));
  process.env['NAVI_TEST_BUNDLE'] = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
