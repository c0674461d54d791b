import { describe, expect, it } from 'vitest';
import type { JournalRow } from '../../../src/domain/journal.ts';
import type { WatchedSoak } from '../../../src/domain/watched-soak.ts';
import { decideSoak } from '../../../src/features/release/decide-soak.ts';
import { soakIn } from '../../../src/features/watch/read-soak.ts';

const UNTIL = '2026-11-25T10:00:00.000Z';
const EARLY = '2026-11-25T09:59:59.999Z';
const WATCHED: WatchedSoak = {
  ...{ hasBegun: true, worseSince: null, asksPerson: false, over: null, verdict: 'no-worse' },
};

describe('what a soak decides', () => {
  it.each<[string, Partial<WatchedSoak>, string, boolean, object]>([
    ['soaks before its time', {}, EARLY, false, { is: 'soaks', until: UNTIL }],
    ['soaks before its time, though its watch has ended', { over: 'passed' }, EARLY, false, { is: 'soaks' }],
    ['soaks though it was not watched yet', { hasBegun: false }, EARLY, false, { is: 'soaks' }],
    ['is worse at once', { worseSince: 'x' }, EARLY, false, { is: 'worse', since: 'x' }],
    ['is worse, however late', { worseSince: 'x' }, UNTIL, false, { is: 'worse', since: 'x' }],
    ['waits for the end of its watch', {}, UNTIL, false, { is: 'watched' }],
    ['is over with its watch', { over: 'passed' }, UNTIL, false, { is: 'over', by: 'watch' }],
    ['is over by a person', { over: 'by-person' }, UNTIL, true, { is: 'over', by: 'person' }],
    ['asks where it was not watched', { hasBegun: false }, UNTIL, false, { is: 'asks' }],
    ['asks where its watch was cut short', { over: 'superseded' }, UNTIL, false, { is: 'asks' }],
    ['asks at the end of a first release', { asksPerson: true }, UNTIL, true, { is: 'asks' }],
    ['asks though the probes say nothing', { asksPerson: false }, UNTIL, true, { is: 'asks' }],
    ['does not ask of a first release early', { asksPerson: true }, EARLY, true, { is: 'soaks' }],
  ])('%s', (_, watch, now, isFirst, expected) => {
    expect(decideSoak({ ...WATCHED, ...watch }, { until: UNTIL, now, isFirst })).toMatchObject(expected);
  });
});

type Row = Parameters<typeof soakIn>[0][number];
const NAVI = { is: 'navi' } as const;
const PERSON = { is: 'person' } as JournalRow['actor'];
const row = (event: Row['event'], details: Row['details'] = {}, actor: Row['actor'] = NAVI): Row => ({
  ...{ event, details, actor, at: '2026-11-23T10:00:00.000Z' },
});
const judged = (verdict: string | null, more: Row['details'] = {}) =>
  row('watch-judged', { verdict, ...more });
const BEGUN = row('watch-begun');

describe('what the rows about a version say of its watch', () => {
  it.each<[string, Row[], Partial<WatchedSoak>]>([
    ['nothing', [], { hasBegun: false, over: null, worseSince: null }],
    ['begun', [BEGUN], { hasBegun: true, over: null }],
    ['worse', [BEGUN, judged('worse')], { worseSince: '2026-11-23T10:00:00.000Z' }],
    ['worse, then well', [BEGUN, judged('worse'), judged('no-worse')], { worseSince: null }],
    [
      'worse, then unknown',
      [BEGUN, judged('worse'), judged('cannot-judge')],
      { worseSince: '2026-11-23T10:00:00.000Z' },
    ],
    ['worse, and kept', [BEGUN, judged('worse'), row('release-kept', {}, PERSON)], { worseSince: null }],
    [
      'kept, then worse again',
      [BEGUN, judged('worse'), row('release-kept', {}, PERSON), judged('no-worse'), judged('worse')],
      { worseSince: null },
    ],
    ['a person is asked', [BEGUN, judged('cannot-judge', { waits: 'yes' })], { asksPerson: true }],
    ['passed', [BEGUN, row('watch-over', { how: 'passed' })], { over: 'passed' }],
    ['superseded', [BEGUN, row('watch-over', { how: 'superseded' })], { over: 'superseded' }],
    ['ended by a person', [BEGUN, row('watch-over', { how: 'passed' }, PERSON)], { over: 'by-person' }],
  ])('%s', (_, rows, expected) => {
    expect(soakIn(rows)).toMatchObject(expected);
  });
});
