import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type Slice, sliceOf } from './slice.ts';

/** Crashes, pauses, faults, random walks, and real processes that are interrupted. */
export const LONG = [
  'test/once/**/*.test.ts',
  'test/faults/**/*.test.ts',
  'test/e2e/interrupted/**/*.test.ts',
  'test/model/model.test.ts',
];

/** Suites of many minutes that take their own part of a slice, case by case. Every other suite is in one slice. */
export const SLICED_BY_CASE: readonly string[] = [
  'test/model/model.test.ts',
  'test/once/deaths.test.ts',
  'test/once/hand-to-hand.test.ts',
  'test/once/stops.test.ts',
];

/** The long suites, as paths from the root, sorted. */
export function longSuites(root: string): string[] {
  return globSync(LONG, { cwd: root }).toSorted();
}

/** What runs: `whole` with all its cases, `sliced` with those of the slice. `later` changed too and is in its own slice. */
export interface Selection {
  whole: string[];
  sliced: string[];
  later: string[];
}

/** So many suites that changed run beside a slice, for each is a minute or two; which, goes round with the slices. */
export const MOST_WHOLE = 2;

/**
 * The suites of a slice, and a few of those whose sources changed, whole. A suite that is sliced by case stays sliced: whole, it
 * takes longer than all the rest together. Pure.
 */
export function select(
  suites: readonly string[],
  slice: Slice,
  hasChanged: (suite: string) => boolean,
): Selection {
  const byFile = suites.filter((suite) => !SLICED_BY_CASE.includes(suite));
  const changed = byFile.filter(hasChanged);
  const first = changed.length === 0 ? 0 : ((slice.index - 1) * MOST_WHOLE) % changed.length;
  const whole = [...changed.slice(first), ...changed.slice(0, first)].slice(0, MOST_WHOLE).toSorted();
  const mine = [...sliceOf(byFile, slice), ...suites.filter((suite) => SLICED_BY_CASE.includes(suite))];
  const sliced = mine.filter((suite) => !whole.includes(suite)).toSorted();
  const later = changed.filter((suite) => !whole.includes(suite) && !sliced.includes(suite));
  return { whole, sliced, later };
}

/** A helper of more suites than this is the shared harness, which every slice exercises. */
const SHARED_BY = 3;

/** The files of each suite: its own, and the helpers that it has to itself or shares with few others. */
export function ownSources(root: string, suites: readonly string[]): Map<string, string[]> {
  const sources = new Map(suites.map((suite) => [suite, [...sourcesOf(root, suite)]]));
  const users = (file: string) => [...sources.values()].filter((files) => files.includes(file)).length;
  return new Map(
    [...sources].map(([suite, files]) => [suite, files.filter((file) => users(file) <= SHARED_BY)]),
  );
}

/** A suite's file and every file under `test/` that it imports, directly or not. What it tests is in every slice. */
export function sourcesOf(root: string, suite: string): Set<string> {
  const found = new Set<string>();
  const waiting = [suite];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    waiting.push(...importsOf(root, file).filter((path) => path.startsWith('test/')));
  }
  return found;
}

function importsOf(root: string, file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const relatives = [...text.matchAll(/(?:from|import\()\s*'(\.[^']+\.[jt]sx?)'/g)].map(
    ([, path = '']) => path,
  );
  return relatives.map((path) => relative(root, join(root, dirname(file), path)));
}
