import { expect, it } from 'vitest';
import { decideTarballs, npmKey } from '../../../src/features/drift/decide-tarballs.ts';
import type { NpmRecord } from '../../../src/features/drift/stored-record.ts';

const record = (nth: number, isNeeded = false): NpmRecord => ({
  ...{ name: 'js', version: `1.0.${nth}`, integrity: 'sha512-x', isDeprecated: false, isNeeded },
});
const several = (count: number) => Array.from({ length: count }, (_, nth) => record(nth));

it.each<[string, NpmRecord[], number, number]>([
  ['nothing of nothing', [], 20_000, 0],
  ['what is needed, however much it is', several(30).map((one) => ({ ...one, isNeeded: true })), 20_000, 30],
  ['ten of the others', several(25), 20_000, 10],
  ['each of a few, once', several(4), 20_000, 4],
  ['both', [record(99, true), ...several(25)], 20_000, 11],
])('downloads %s', (_what, records, day, count) => {
  const due = decideTarballs(records, day).map(npmKey);
  expect(due).toHaveLength(count);
  expect(new Set(due).size).toBe(count);
});

it.each([11, 25, 137])('downloads each of %i other versions within as many tens of days', (count) => {
  const days = Array.from({ length: Math.ceil(count / 10) }, (_, nth) => 20_000 + nth);
  const seen = new Set(days.flatMap((day) => decideTarballs(several(count), day).map(npmKey)));
  expect(seen.size).toBe(count);
});
