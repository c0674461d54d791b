import { parseSlice, type Slice, WHOLE } from './slice.ts';
import type { Selection } from './suites.ts';

/** The command that repeats a slice. */
function repeatOf({ index, of }: Slice): string {
  return `npm run test:long -- --slice ${index}/${of}`;
}

/** The line before a slice: its number, how to repeat it, and which suites run whole. Pure. */
export function sliceLine(slice: Slice, { whole, later }: Selection): string {
  const list = (suites: readonly string[]) => suites.join(', ') || 'none';
  return `Slice ${slice.index}/${slice.of} of the long suites (repeat it: ${repeatOf(slice)}); whole, because their sources changed: ${list(whole)}; changed too, and left to their own slices and to npm run test:long: ${list(later)}`;
}

/** The line after a slice that failed: the last commit on which it passed, where known. `passed` is the text of `.ci/passed`. Pure. */
export function failureLine(slice: Slice, passed: string): string {
  const commit = lastPass(slice, passed);
  const last =
    commit === undefined ? 'No commit is known on which it passed.' : `It last passed on ${commit}.`;
  return `Slice ${slice.index}/${slice.of} failed. ${last} Repeat it: ${repeatOf(slice)}`;
}

/** `.ci/passed` has a line for each slice that passed: commit, slice (or `all`), newest last. */
function lastPass(slice: Slice, passed: string): string | undefined {
  const lines = passed.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const known = lines.findLast((line) => {
    const [, name = ''] = line.trim().split(' ');
    return contains(name === 'all' ? WHOLE : parseSlice(name), slice);
  });
  return known?.split(' ')[0];
}

/** Whether all of a slice is in a coarser one. */
function contains(coarse: Slice, { index, of }: Slice): boolean {
  return of % coarse.of === 0 && (index - 1) % coarse.of === coarse.index - 1;
}
