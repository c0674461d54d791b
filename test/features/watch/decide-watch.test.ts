import { describe, expect, it } from 'vitest';
import type { ReleaseWatchSettings } from '../../../src/domain/settings.ts';
import type { Counts } from '../../../src/features/watch/compare-releases.ts';
import { decideWatch, exposed, type Found, type Watch } from '../../../src/features/watch/decide-watch.ts';

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
  dueInShadow: null,
  waits: false,
  worseSince: null,
};
const POLICY = {
  leastLoads: 200,
  leastRate: 0.005,
  times: 2,
  chance: 1e-4,
  automatic: 'shadow' as ReleaseWatchSettings['automatic'],
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
  ...{ isLive: true, isHeld: false, isTargetProven: true, counts: WELL },
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

  it.each(['shadow', 'off'] as const)('of a worse release, automatic rollback %s', (automatic) => {
    const step = decideWatch(WATCH, found({ counts: WORSE }), { ...POLICY, automatic }, NOW);
    expect(step).toMatchObject({ is: 'judged', isNewVerdict: true });
    expect(step.watch.judged?.verdict.is).toBe('worse');
    expect(step.watch.dueInShadow).toBe(automatic === 'shadow' ? NOW : null);
  });

  it('notes the first time in shadow only', () => {
    const before = { ...WATCH, dueInShadow: WATCH.startedAt };
    const step = decideWatch(before, found({ counts: WORSE }), POLICY, NOW);
    expect(step.watch.dueInShadow).toBe(WATCH.startedAt);
  });

  it.each([
    ['a person keeps it', { kept: { at: NOW, by: 'Ada' } }, {}],
    ['an operation holds the line', {}, { isHeld: true }],
    ['the target was never proven', {}, { isTargetProven: false }],
    ['there are too few loads', {}, { counts: counts([299, 60], [9_700, 10]) }],
    ['there are too few errors', {}, { counts: counts([2_000, 19], [9_700, 0]) }],
    ['the old release has errors too', {}, { counts: counts([300, 90], [9_700, 90]) }],
  ] as const)('would not roll back by itself where %s', (_what, watch, changes) => {
    const step = decideWatch({ ...WATCH, ...watch }, found({ counts: WORSE, ...changes }), POLICY, NOW);
    expect(step.watch.judged?.verdict.is).toBe('worse');
    expect(step.watch.dueInShadow).toBeNull();
  });

  it('does not end in silence while it is worse', () => {
    const off = { ...POLICY, automatic: 'off' as const };
    expect(decideWatch(WATCH, found({ counts: WORSE }), off, LATER).is).toBe('judged');
  });

  it('does not end because the source of a worse one has failed, but where a person keeps it', () => {
    const seen = decideWatch(WATCH, found({ counts: WORSE }), POLICY, NOW).watch;
    expect(seen.worseSince).toBe(NOW);
    const missing = found({ counts: { missing: 'no source reports loads per minute' } });
    const later = decideWatch(seen, missing, POLICY, LATER);
    expect(later).toMatchObject({ is: 'judged', watch: { worseSince: NOW } });
    expect(decideWatch(later.watch, missing, POLICY, LATER).is).toBe('judged');
    const kept = { ...later.watch, kept: { at: NOW, by: 'Ada' } };
    expect(decideWatch(kept, missing, POLICY, LATER)).toMatchObject({ is: 'over', how: 'passed' });
    expect(decideWatch(later.watch, found(), POLICY, LATER)).toMatchObject({
      is: 'over',
      watch: { worseSince: null },
    });
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
    expect(decideWatch(step.watch, found(), POLICY, NOW).watch.judged?.verdict.is).toBe('no-worse');
  });

  it('waits for a person at the end of a first release', () => {
    const first = { ...WATCH, replaced: null };
    expect(decideWatch(first, found(), POLICY, NOW).watch.waits).toBe(false);
    const ended = decideWatch(first, found(), POLICY, LATER);
    expect(ended).toMatchObject({ is: 'judged', isNewVerdict: true, watch: { waits: true } });
    expect(decideWatch(ended.watch, found(), POLICY, LATER)).toMatchObject({ isNewVerdict: false });
  });
});
