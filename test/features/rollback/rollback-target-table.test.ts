import { describe, expect, it } from 'vitest';
import {
  decideTarget,
  knownGoodOf,
  type LineOperation,
  type LineRecord,
  type RecordedVersion,
  type TargetAsk,
  type TargetDecision,
} from '../../../src/features/rollback/rollback-target.ts';

const good = (version: string, replaced: string | null = null): RecordedVersion => ({
  version,
  verified: true,
  quarantined: null,
  replaced,
});
const V100 = good('1.0.0');
const V110 = good('1.1.0', '1.0.0');
const V120 = good('1.2.0', '1.1.0');
const V130 = good('1.3.0', '1.2.0');

const release = (version: string, of: Partial<LineOperation> = {}): LineOperation => ({
  operation: `rel_${version}`,
  kind: 'release',
  version,
  moved: false,
  replaced: '1.1.0',
  ...of,
});

const bare: TargetAsk = { is: 'bare' };
const named = (version: string): TargetAsk => ({ is: 'named', version });
const card = (version: string): TargetAsk => ({ is: 'card', version });
const back = (from: string | null, to: string): TargetDecision => ({ is: 'roll-back', from, to });
const stop = (version: string, keeps: string | null) => ({ operation: `rel_${version}`, version, keeps });

interface Row {
  when: string;
  record: Partial<LineRecord>;
  ask: TargetAsk;
  gives: TargetDecision;
}

const line = (record: Partial<LineRecord>): LineRecord => ({
  releaseLine: 'v1',
  live: '1.1.0',
  versions: [V100, V110],
  underWay: null,
  ...record,
});

const onTheWay = { underWay: release('1.2.0') };
const swapped = { underWay: release('1.2.0', { moved: true }) };
const both: TargetDecision = {
  is: 'choose',
  stop: stop('1.2.0', '1.1.0'),
  rollBack: { from: '1.1.0', to: '1.0.0' },
};

const ROWS: Row[] = [
  { when: 'nothing moved', record: onTheWay, ask: bare, gives: both },
  { when: 'nothing moved, from its own card', record: onTheWay, ask: card('1.2.0'), gives: both },
  {
    when: 'nothing moved, and what is live is named',
    record: onTheWay,
    ask: named('1.1.0'),
    gives: { is: 'stop', ...stop('1.2.0', '1.1.0') },
  },
  {
    when: 'nothing moved, and an older one is named',
    record: onTheWay,
    ask: named('1.0.0'),
    gives: back('1.1.0', '1.0.0'),
  },
  // Where it stands does not matter, only that it moved nothing: v1.2.0 is live and healthy, v1.3.0 has failed.
  {
    when: 'failed before the swap, from its own card',
    record: {
      live: '1.2.0',
      versions: [V100, V110, V120],
      underWay: release('1.3.0', { replaced: '1.2.0' }),
    },
    ask: card('1.3.0'),
    gives: { is: 'choose', stop: stop('1.3.0', '1.2.0'), rollBack: { from: '1.2.0', to: '1.1.0' } },
  },
  {
    when: 'the pointer moved',
    record: { ...swapped, live: '1.2.0' },
    ask: bare,
    gives: back('1.2.0', '1.1.0'),
  },
  {
    when: 'the pointer may have moved, and the record does not say so yet',
    record: swapped,
    ask: bare,
    gives: back('1.2.0', '1.1.0'),
  },
  {
    when: 'latest moved in part',
    record: { ...swapped, live: '1.2.0', versions: [V100, V110, { ...V120, verified: false }] },
    ask: card('1.2.0'),
    gives: back('1.2.0', '1.1.0'),
  },
  {
    when: 'the pointer moved over one that is quarantined by now',
    record: { ...swapped, live: '1.2.0', versions: [V100, { ...V110, quarantined: 'leaks' }] },
    ask: bare,
    gives: back('1.2.0', '1.0.0'),
  },
  {
    when: 'the pointer moved over one that was only ever live',
    record: { ...swapped, live: '1.2.0', versions: [{ ...V110, verified: false }] },
    ask: bare,
    gives: back('1.2.0', '1.1.0'),
  },
  {
    when: 'the pointer moved over bytes that are of no version',
    record: { live: '1.2.0', underWay: release('1.2.0', { moved: true, replaced: null }) },
    ask: bare,
    gives: back('1.2.0', '1.1.0'),
  },
  {
    when: 'the first release of the line has moved the pointer',
    record: { live: '1.0.0', versions: [], underWay: release('1.0.0', { moved: true, replaced: null }) },
    ask: bare,
    gives: { is: 'no-target', from: '1.0.0' },
  },
  {
    when: 'done',
    record: { live: '1.2.0', versions: [V100, V110, V120] },
    ask: bare,
    gives: back('1.2.0', '1.1.0'),
  },
  {
    when: 'done, from its own card: what that release replaced',
    record: { live: '1.3.0', versions: [V100, V110, V120, { ...V130, replaced: '1.1.0' }] },
    ask: card('1.3.0'),
    gives: back('1.3.0', '1.1.0'),
  },
  {
    when: 'done, from its own card, and what it replaced is quarantined',
    record: { live: '1.2.0', versions: [V100, { ...V110, quarantined: 'leaks' }, V120] },
    ask: card('1.2.0'),
    gives: back('1.2.0', '1.0.0'),
  },
  // Moved by hand since: the bucket serves v1.1.0, which is in no record and decides nothing.
  {
    when: 'moved by hand since',
    record: { live: '1.2.0', versions: [V120, V110, V100] },
    ask: bare,
    gives: back('1.2.0', '1.1.0'),
  },
  {
    when: 'a newer one on top, from the card of the older: what is live goes back',
    record: { live: '1.3.0', versions: [V110, V120, V130] },
    ask: card('1.2.0'),
    gives: back('1.3.0', '1.2.0'),
  },
  {
    when: 'the live version is broken while its fix is building',
    record: { underWay: release('1.1.1') },
    ask: bare,
    gives: { is: 'choose', stop: stop('1.1.1', '1.1.0'), rollBack: { from: '1.1.0', to: '1.0.0' } },
  },
  {
    when: 'a rollback under way',
    record: { live: '1.2.0', underWay: { ...release('1.1.0'), operation: 'rbk_1', kind: 'rollback' } },
    ask: bare,
    gives: { is: 'join', operation: 'rbk_1' },
  },
  {
    when: 'a rollback under way, and its target is named',
    record: { underWay: { ...release('1.1.0'), operation: 'rbk_1', kind: 'rollback' } },
    ask: named('1.1.0'),
    gives: { is: 'join', operation: 'rbk_1' },
  },
  {
    when: 'a rollback under way, and another target is named',
    record: { underWay: { ...release('1.1.0'), operation: 'rbk_1', kind: 'rollback' } },
    ask: named('1.0.0'),
    gives: back('1.1.0', '1.0.0'),
  },
  {
    when: 'a rollback of the CDN alone is under way, and npm is to go back too',
    record: {
      underWay: { ...release('1.1.0', { replaced: '1.2.0' }), operation: 'rbk_1', kind: 'rollback' },
    },
    ask: { is: 'bare', widens: true },
    gives: back('1.2.0', '1.1.0'),
  },
  {
    when: 'a release that is being stopped holds nothing up',
    record: { underWay: { ...release('1.2.0'), operation: 'stp_1', kind: 'stop' } },
    ask: bare,
    gives: back('1.1.0', '1.0.0'),
  },
  {
    when: 'two lines: the other one has its own record',
    record: { releaseLine: 'v2', live: '2.1.0', versions: [good('2.0.0'), good('2.1.0')] },
    ask: bare,
    gives: back('2.1.0', '2.0.0'),
  },
  {
    when: 'adopted only',
    record: { versions: [V110] },
    ask: bare,
    gives: { is: 'no-target', from: '1.1.0' },
  },
  {
    when: 'adopted only, with a release under way: it can be stopped',
    record: { versions: [V110], ...onTheWay },
    ask: bare,
    gives: { is: 'stop', ...stop('1.2.0', '1.1.0') },
  },
  {
    when: 'the live version is unknown: the newest good one',
    record: { live: null, versions: [V100, V110, { ...V120, quarantined: 'leaks' }] },
    ask: bare,
    gives: back(null, '1.1.0'),
  },
  {
    when: 'nothing at all is recorded',
    record: { live: null, versions: [] },
    ask: bare,
    gives: { is: 'no-target', from: null },
  },
];

describe('where a rollback goes, when', () => {
  it.each(ROWS)('$when', ({ record, ask, gives }) => {
    expect(decideTarget(line(record), ask)).toEqual(gives);
  });
});

const rollback = (to: string, of: Partial<LineOperation> = {}): LineOperation => ({
  operation: 'rbk_1',
  kind: 'rollback',
  version: to,
  moved: true,
  replaced: '1.2.0',
  ...of,
});

describe('the known-good version, when', () => {
  it.each<[string, Partial<LineRecord>, string | undefined]>([
    ['nothing is under way', { live: '1.2.0', versions: [V100, V110, V120] }, '1.1.0'],
    ['a release has moved nothing', onTheWay, '1.0.0'],
    ['a release has moved the pointer', { ...swapped, live: '1.2.0' }, '1.1.0'],
    [
      'a rollback has moved nothing yet',
      { live: '1.2.0', versions: [V100, V110, V120], underWay: rollback('1.1.0', { moved: false }) },
      '1.1.0',
    ],
    [
      'a rollback has moved the pointer: its target, not the one below',
      { live: '1.1.0', versions: [V100, V110, V120], underWay: rollback('1.1.0') },
      '1.1.0',
    ],
    [
      'a rollback has moved the pointer to one that was never verified',
      { live: '1.1.0', versions: [V100, { ...V110, verified: false }, V120], underWay: rollback('1.1.0') },
      '1.1.0',
    ],
    [
      'a rollback goes further back than it had to',
      { live: '1.0.0', versions: [V100, V110, V120], underWay: rollback('1.0.0') },
      '1.1.0',
    ],
    [
      'the target of a rollback was quarantined since',
      {
        live: '1.1.0',
        versions: [V100, { ...V110, quarantined: 'leaks' }, V120],
        underWay: rollback('1.1.0'),
      },
      '1.0.0',
    ],
    [
      'the bytes of the newest were changed',
      { live: '1.2.0', versions: [V100, { ...V110, unusable: 'changed' }, V120] },
      '1.0.0',
    ],
  ])('%s', (_when, record, version) => {
    expect(knownGoodOf(line(record))).toBe(version);
  });
});
