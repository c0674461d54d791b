import { describe, expect, it } from 'vitest';
import type { ReleaseWatchSettings } from '../../../src/domain/settings.ts';
import type { Counts } from '../../../src/features/watch/compare-releases.ts';
import {
  decideWatch,
  exposed,
  type Found,
  type Watch,
  type WatchStep,
} from '../../../src/features/watch/decide-watch.ts';

const NOW = '2026-03-02T09:30:00.000Z';
const LATER = '2026-03-02T12:00:00.000Z';
const WATCH: Watch = {
  version: '1.2.0',
  releaseLine: 'v1',
  replaced: '1.1.0',
  startedAt: '2026-03-02T09:00:00.000Z',
  browsersUntil: '2026-03-02T10:00:00.000Z',
  endsAt: '2026-03-02T11:00:00.000Z',
  kept: null,
  judged: null,
  streak: null,
  last: null,
  dueInShadow: null,
  automatic: null,
  checks: null,
  waits: false,
  worseSince: null,
};
const POLICY = {
  leastLoads: 200,
  leastRate: 0.005,
  times: 2,
  chance: 1e-4,
  automaticRollback: 'shadow' as ReleaseWatchSettings['automaticRollback'],
  automaticLoads: 300,
  automaticErrors: 20,
};
const counts = (fresh: [number, number], old: [number, number]): Counts => {
  const side = ([loads, errors]: [number, number]) => ({
    ...{ loads, errors },
    ...{ isLoadsAtLeast: false, isErrorsAtLeast: false },
  });
  return { source: 'datadog', minutes: 30, fresh: side(fresh), old: side(old) };
};
const WORSE = counts([300, 30], [9_700, 10]);
const WELL = counts([3_000, 3], [7_000, 7]);
const found = (changes: Partial<Found> = {}): Found => ({
  ...{ isLive: true, isHeld: false, isTargetProven: true, counts: WELL, checks: null },
  ...changes,
});

describe('a look at a watched release', () => {
  it('goes on while it is no worse, and ends when its time is over', () => {
    expect(decideWatch(WATCH, found(), POLICY, NOW)).toMatchObject({ is: 'judged', isNewVerdict: true });
    const seen = { ...WATCH, judged: { at: NOW, counts: WELL, verdict: { is: 'no-worse' as const } } };
    expect(decideWatch(seen, found(), POLICY, NOW)).toMatchObject({ is: 'judged', isNewVerdict: false });
    expect(decideWatch(seen, found(), POLICY, LATER)).toMatchObject({ is: 'over', how: 'passed' });
  });

  it('ends when another version is live, whatever was counted', () => {
    const step = decideWatch(WATCH, found({ isLive: false, counts: WORSE }), POLICY, NOW);
    expect(step).toMatchObject({ is: 'over', how: 'superseded' });
  });

  it.each([
    ['shadow', 1, { dueInShadow: 'due' }, false],
    ['off', 1, { dueInShadow: null }, false],
    ['on', 1, { dueInShadow: null }, true],
    // One look may have read a part of a minute.
    ['on', 0, { dueInShadow: null }, false],
    ['shadow', 0, { dueInShadow: null }, false],
  ] as const)(
    'of a worse release, automatic rollback %s, after %i more looks',
    (automaticRollback, more, noted, rollsBack) => {
      const policy = { ...POLICY, automaticRollback };
      const { step, at } = looks(WATCH, [WORSE, ...Array.from({ length: more }, () => WORSE)], policy);
      expect(step).toMatchObject({ is: 'judged', rollsBack });
      expect(step.watch.judged?.verdict.is).toBe('worse');
      expect(step.watch.dueInShadow).toBe(noted.dueInShadow === 'due' ? at : null);
    },
  );

  it('notes the first time in shadow only', () => {
    const before = { ...WATCH, dueInShadow: WATCH.startedAt };
    expect(looks(before, [WORSE, WORSE]).step.watch.dueInShadow).toBe(WATCH.startedAt);
  });

  it('rolls back once', () => {
    const automatic = { dueAt: NOW, firstBadAt: null, operation: 'rbk_1', why: null };
    const on = { ...POLICY, automaticRollback: 'on' as const };
    expect(looks({ ...WATCH, automatic }, [WORSE, WORSE], on).step).toMatchObject({ rollsBack: false });
    const tried = { ...automatic, operation: null, why: 'the bucket did not answer' };
    expect(looks({ ...WATCH, automatic: tried }, [WORSE, WORSE], on).step).toMatchObject({ rollsBack: true });
  });

  it.each([
    ['a person keeps it', { kept: { at: NOW, by: 'Ada' } }, {}],
    ['an operation holds the line', {}, { isHeld: true }],
    ['the target was never proven', {}, { isTargetProven: false }],
    ['there are too few loads', {}, { counts: counts([299, 60], [9_700, 10]) }],
    ['there are too few errors', {}, { counts: counts([2_000, 19], [9_700, 0]) }],
    ['the old release has errors too', {}, { counts: counts([300, 90], [9_700, 90]) }],
    ['its time is over', { endsAt: NOW }, {}],
  ] as const)('does not roll back by itself where %s', (_what, watch, changes) => {
    for (const automaticRollback of ['on', 'shadow'] as const) {
      const policy = { ...POLICY, automaticRollback };
      const of = found({ counts: WORSE, ...changes });
      const first = decideWatch({ ...WATCH, ...watch }, of, policy, NOW);
      const step = decideWatch(first.watch, of, policy, minutesAfter(1));
      expect(step.watch.judged?.verdict.is).toBe('worse');
      expect(step.watch.dueInShadow).toBeNull();
      expect(step).not.toMatchObject({ rollsBack: true });
    }
  });

  it.each<[string, Found['counts']]>([
    ['of both', counts([0, 5_000], [0, 0])],
    ['of the new release', counts([0, 5_000], [9_700, 10])],
    ['of the old release', counts([9_700, 5_000], [0, 0])],
    ['in any minute', { missing: 'no source reports loads per minute' }],
  ])('never rolls back by itself without loads %s', (_what, without) => {
    for (const automaticRollback of ['on', 'shadow'] as const) {
      const policy = { ...POLICY, automaticRollback };
      for (const before of [[], [WORSE]]) {
        const { step } = looks(WATCH, [...before, ...Array.from({ length: 30 }, () => without)], policy);
        expect(step).toMatchObject({ is: 'judged', rollsBack: false, watch: { automatic: null } });
        expect(step.watch.judged?.verdict.is).toBe('cannot-judge');
        expect(step.watch.dueInShadow).toBeNull();
      }
    }
  });

  it('does not end in silence while it is worse', () => {
    expect(decideWatch(WATCH, found({ counts: WORSE }), POLICY, LATER).is).toBe('judged');
  });

  it('does not end because the source of a worse one has failed, but where a person keeps it', () => {
    const missing = { missing: 'no source reports loads per minute' };
    const { step, at } = looks({ ...WATCH, endsAt: NOW }, [WORSE, missing, missing, missing]);
    expect(step).toMatchObject({ is: 'judged', watch: { worseSince: NOW } });
    expect(step.watch.judged?.verdict.is).toBe('cannot-judge');
    const kept = { ...step.watch, kept: { at: NOW, by: 'Ada' } };
    expect(decideWatch(kept, found({ counts: missing }), POLICY, at)).toMatchObject({
      is: 'over',
      how: 'passed',
    });
    // Well for ten minutes.
    const well = looks(
      step.watch,
      Array.from({ length: 11 }, () => WELL),
      POLICY,
      at,
    );
    expect(well.step).toMatchObject({ is: 'over', watch: { worseSince: null } });
  });

  it('cannot judge without counts, says why, goes on, and ends in time', () => {
    const missing = found({ counts: { missing: 'no source reports loads per minute' } });
    const step = decideWatch(WATCH, missing, POLICY, NOW);
    expect(step.watch.judged).toEqual({
      at: NOW,
      counts: null,
      verdict: { is: 'cannot-judge', why: 'no source reports loads per minute' },
    });
    expect(exposed(step.watch)).toBeNull();
    expect(decideWatch(WATCH, missing, POLICY, LATER)).toMatchObject({ is: 'over', how: 'passed' });
    // What comes back is believed at once.
    expect(decideWatch(step.watch, found(), POLICY, NOW).watch.judged?.verdict.is).toBe('no-worse');
  });

  describe('of a first release of its line', () => {
    const first = { ...WATCH, replaced: null };
    const well = found({ checks: { is: 'well' } });
    it('waits for a person when its time is over and the probes get it', () => {
      expect(decideWatch(first, well, POLICY, NOW).watch.waits).toBe(false);
      const ended = decideWatch(first, well, POLICY, LATER);
      expect(ended).toMatchObject({ is: 'judged', isNewVerdict: true, watch: { waits: true } });
      expect(decideWatch(ended.watch, well, POLICY, LATER)).toMatchObject({ isNewVerdict: false });
    });

    it.each(['bad', 'unknown'] as const)('goes on while the probes say %s', (is) => {
      const checks = { is, why: 'paris did not get it last' } as const;
      const late = decideWatch(first, found({ checks }), POLICY, LATER);
      expect(late).toMatchObject({ is: 'judged', watch: { waits: false, checks } });
      expect(decideWatch(late.watch, well, POLICY, LATER).watch.waits).toBe(true);
    });
  });
});

describe('a verdict that stands', () => {
  const NONE = { missing: 'no source reports loads per minute' };
  const BOTH = counts([3_000, 300], [7_000, 700]);
  const many = (one: Found['counts'], count: number) => Array.from({ length: count }, () => one);
  it.each([
    ['worse at once', [WELL, WORSE], 'worse'],
    ['not well again after nine minutes', [WORSE, ...many(WELL, 10)], 'worse'],
    ['well again after ten', [WORSE, ...many(WELL, 11)], 'no-worse'],
    [
      'not well again where it was worse in between',
      [WORSE, ...many(WELL, 8), WORSE, ...many(WELL, 8)],
      'worse',
    ],
    ['an outage of both after three looks', [WORSE, ...many(BOTH, 2)], 'worse'],
    ['an outage of both, at the third', [WORSE, ...many(BOTH, 3)], 'both-bad'],
    ['not without counts after two looks', [WELL, ...many(NONE, 2)], 'no-worse'],
    ['without counts after three', [WELL, ...many(NONE, 3)], 'cannot-judge'],
    ['what comes back, at once', [NONE, NONE, WELL], 'no-worse'],
    ['not well at once where it was worse before', [WORSE, ...many(NONE, 3), WELL], 'cannot-judge'],
  ] as const)('%s', (_what, seen, verdict) => {
    expect(looks(WATCH, seen).step.watch.judged?.verdict.is).toBe(verdict);
  });

  it('does not flap where each look says something else', () => {
    const steps = Array.from({ length: 30 }, (_, nth) => (nth % 2 === 0 ? WORSE : WELL));
    expect(looks(WATCH, steps).changes).toBe(1);
    const silent = Array.from({ length: 30 }, (_, nth) => (nth % 3 === 0 ? WELL : NONE));
    expect(looks(WATCH, silent).changes).toBe(1);
  });
});

function minutesAfter(minutes: number, from = NOW): string {
  return new Date(Date.parse(from) + minutes * 60_000).toISOString();
}

/** One look a minute, each with these counts; how often the verdict changed. */
function looks(
  watch: Watch,
  seen: readonly Found['counts'][],
  policy = POLICY,
  from = NOW,
): { step: WatchStep; at: string; changes: number } {
  let [step, at, changes]: [WatchStep, string, number] = [
    { is: 'judged', watch, isNewVerdict: false, rollsBack: false },
    from,
    0,
  ];
  for (const [nth, counts] of seen.entries()) {
    at = minutesAfter(nth, from);
    step = decideWatch(step.watch, found({ counts }), policy, at);
    if (step.is === 'judged' && step.isNewVerdict) changes += 1;
  }
  return { step, at, changes };
}
