import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { casesOf, ROLLBACK, SINCE_RUN, SINCE_TAG, UNTIL_TAG } from '../faults/table.ts';
import { SEEDS } from '../model/seeds.ts';
import { hasPart, parseSlice, sliceAsked, sliceOf, sliceOfTree } from './slice.ts';
import { longSuites, MOST_WHOLE, ownSources, SLICED_BY_CASE, select, sourcesOf } from './suites.ts';

const ROOT = join(import.meta.dirname, '../..');
/** As `.ci/run` asks for. */
const SLICES = Number(/--slice-of-tree (\d+)/.exec(readFileSync(join(ROOT, '.ci/run'), 'utf8'))?.[1]);
const slices = Array.from({ length: SLICES }, (_, place) => ({ index: place + 1, of: SLICES }));

describe('the slices of the long suites', () => {
  it('are together all suites, each once, but for those that are sliced by case', () => {
    const suites = longSuites(ROOT);
    const picked = slices.flatMap((slice) => select(suites, slice, () => false).sliced);
    const byFile = picked.filter((suite) => !SLICED_BY_CASE.includes(suite));
    expect(byFile.toSorted()).toEqual(suites.filter((suite) => !SLICED_BY_CASE.includes(suite)));
    for (const suite of SLICED_BY_CASE) expect(picked.filter((one) => one === suite)).toHaveLength(SLICES);
    expect(suites).toEqual(expect.arrayContaining([...SLICED_BY_CASE]));
  });

  it('have a random walk each', () => {
    for (const slice of slices) expect(sliceOf(SEEDS, slice).length).toBeGreaterThan(0);
    expect(slices.flatMap((slice) => sliceOf(SEEDS, slice)).toSorted()).toEqual(SEEDS);
  });

  it('are together any list, each item once', () => {
    const items = Array.from({ length: 346 }, (_, place) => place);
    expect(slices.flatMap((slice) => sliceOf(items, slice)).toSorted((a, b) => a - b)).toEqual(items);
  });

  it.each([1, 3, 4, 12, SLICES])('are together any suite in parts, each item once, %i slices', (of) => {
    const parts = Array.from({ length: 4 }, (_, part) => ({ part, parts: 4 }));
    const items = Array.from({ length: 61 }, (_, place) => place);
    const all = Array.from({ length: of }, (_, place) => ({ index: place + 1, of }));
    for (const part of parts) {
      expect(all.flatMap((slice) => sliceOf(items, slice, part)).toSorted((a, b) => a - b)).toEqual(items);
      for (const slice of all) expect(sliceOf(items, slice, part).length > 0).toBe(hasPart(slice, part));
    }
  });

  it('have one part each of a suite in four', () => {
    for (const slice of slices)
      expect([0, 1, 2, 3].filter((part) => hasPart(slice, { part, parts: 4 }))).toHaveLength(1);
  });

  it('have a suite whose sources changed whole, in every slice', () => {
    const suites = longSuites(ROOT);
    const changed = 'test/once/clicks.test.ts';
    for (const slice of slices) {
      const { whole, sliced } = select(suites, slice, (suite) => suite === changed);
      expect(whole).toEqual([changed]);
      expect(sliced).not.toContain(changed);
    }
  });

  it('keep a suite that is sliced by case sliced, though its sources changed', () => {
    const suites = longSuites(ROOT);
    for (const slice of slices) {
      const { whole, sliced } = select(suites, slice, (suite) => SLICED_BY_CASE.includes(suite));
      expect(whole).toEqual([]);
      expect(sliced).toEqual(expect.arrayContaining([...SLICED_BY_CASE]));
    }
  });

  it('are together all suites also where all have changed, and none is left out unsaid', () => {
    const suites = longSuites(ROOT);
    const selections = slices.map((slice) => select(suites, slice, () => true));
    const run = new Set(selections.flatMap(({ whole, sliced }) => [...whole, ...sliced]));
    expect([...run].toSorted()).toEqual(suites);
    for (const { whole, sliced, later } of selections) {
      expect(whole.length).toBeLessThanOrEqual(MOST_WHOLE);
      expect([...whole, ...sliced, ...later].toSorted()).toEqual(suites);
    }
  });

  it('know the files that a suite is made of', () => {
    const sources = sourcesOf(ROOT, 'test/once/deaths.test.ts');
    expect([...sources]).toEqual(
      expect.arrayContaining(['test/harness/crash/everywhere.ts', 'test/once/scenarios/release.ts']),
    );
    expect([...sources].every((file) => file.startsWith('test/'))).toBe(true);
  });

  it('count the harness that many suites share as no suite’s own', () => {
    const own = ownSources(ROOT, longSuites(ROOT));
    expect(own.get('test/model/model.test.ts')).toContain('test/model/bench.ts');
    expect(own.get('test/once/deaths.test.ts')).toContain('test/once/deaths.test.ts');
    expect([...own.values()].flat()).not.toContain('test/harness/crash/pool.ts');
  });

  it('follow from the tree alone', () => {
    expect(sliceOfTree('00000006aa', 4)).toEqual({ index: 3, of: 4 });
    expect(slices).toContainEqual(sliceOfTree('b4d9c1e200', SLICES));
  });

  it('are read from 2/4, and nothing else', () => {
    expect(parseSlice('2/4')).toEqual({ index: 2, of: 4 });
    for (const text of ['0/4', '5/4', '2', 'a/b', '']) expect(() => parseSlice(text)).toThrow('not a slice');
    expect(sliceAsked({})).toEqual({ index: 1, of: 1 });
  });
});

describe('a table of broken calls', () => {
  it.each([UNTIL_TAG, SINCE_TAG, SINCE_RUN, ROLLBACK].map((calls) => ({ calls })))(
    'has each call with its answer lost, and each trouble',
    ({ calls }) => {
      const cases = casesOf(calls);
      const lost = cases.filter(({ how }) =>
        /^(?:takes effect, then resets|resets the connection)$/.test(how),
      );
      expect(calls.filter((call) => !lost.some((one) => one.call === call))).toEqual([]);
      expect(new Set(cases.map(({ how }) => how)).size).toBe(8);
    },
  );
});
