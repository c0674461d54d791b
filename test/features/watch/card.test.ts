import { expect, it } from 'vitest';
import { isSameCard, watchCard } from '../../../src/features/watch/card.ts';
import type { Side } from '../../../src/features/watch/compare-releases.ts';
import { readWatch, type WatchAlert } from '../../../src/features/watch/watch-alert.ts';

const AT = '2026-03-02T09:30:00.000Z';
const side = (loads: number, errors: number, lost: Partial<Side> = {}): Side => ({
  ...{ loads, errors, isLoadsAtLeast: false, isErrorsAtLeast: false },
  ...lost,
});

function watched(fresh: Side, old: Side): WatchAlert {
  const counts = { source: 'sentry', minutes: 30, fresh: { ...fresh }, old: { ...old } };
  const verdict = { is: 'cannot-judge', why: 'no loads per minute of the new release' };
  const read = readWatch({
    ...{ id: 'wch_1.2.0', kind: 'release-watch', subject: { kind: 'version', id: '1.2.0' } },
    ...{ state: { is: 'suspect' }, since: AT, looks: 1, revision: 1 },
    details: {
      ...{ version: '1.2.0', releaseLine: 'v1', replaced: '1.1.0', startedAt: AT, browsersUntil: null },
      ...{ endsAt: AT, kept: null, judged: { at: AT, counts, verdict }, dueInShadow: null },
      ...{ waits: false, worseSince: null },
    },
  });
  if (read === undefined) throw new Error('the sample is no watch');
  return read;
}

const linesOf = (alert: WatchAlert) =>
  watchCard(alert, { asks: [], buttons: [], roles: [], joined: [] }).lines;

it.each<[string, Side, Side, string]>([
  [
    'the errors of both, where no loads were counted',
    side(0, 1_204),
    side(0, 3, { isErrorsAtLeast: true }),
    'Errors, not per load: v1.2.0 1,204 errors (no loads per minute), v1.1.0 at least 3 errors (no loads per minute), in the same 30 minutes, counted by Sentry.',
  ],
  [
    'errors beside a rate, where one has no loads',
    side(0, 12, { isLoadsAtLeast: true }),
    side(1_000, 10),
    'Errors per load: v1.2.0 12 errors (no loads per minute), v1.1.0 1.0 % (10 of 1,000), in the same 30 minutes, counted by Sentry.',
  ],
])('shows %s', (_what, fresh, old, line) => {
  expect(linesOf(watched(fresh, old))).toContain(line);
});

it('is drawn again when errors without loads are more', () => {
  const of = (errors: number) => watched(side(0, errors), side(0, 0)).watch;
  const later = of(12);
  if (later.judged?.counts != null) later.judged.counts.minutes = 31;
  expect(isSameCard(of(12), later)).toBe(true);
  expect(isSameCard(of(12), of(13))).toBe(false);
});
