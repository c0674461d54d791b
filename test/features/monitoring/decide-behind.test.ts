import { expect, it } from 'vitest';
import type { Health } from '../../../src/domain/source-health.ts';
import { decideBehind } from '../../../src/features/monitoring/decide-behind.ts';

const NOW = new Date('2026-11-27T09:00:00.000Z');
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000).toISOString();
const WORKS: Health = { is: 'working', since: ago(9_000), workedAt: ago(1), readAt: ago(1), misses: null };
const BROKEN: Health = {
  ...{ is: 'broken', since: ago(900), workedAt: null, readAt: ago(1) },
  failure: { is: 'no-answer' },
};
const EACH_MINUTE = { everyMinutes: 1, lagMinutes: 2, reachMinutes: 1_380 };

it.each<[string, typeof EACH_MINUTE, Health, string | null, boolean]>([
  ['has read all', EACH_MINUTE, WORKS, ago(2), false],
  ['is a few minutes behind', EACH_MINUTE, WORKS, ago(18), false],
  ['is hours behind', EACH_MINUTE, WORKS, ago(19), true],
  ['is hours behind, and broken', EACH_MINUTE, BROKEN, ago(600), false],
  ['was not read yet', EACH_MINUTE, { is: 'not-read-yet' }, null, false],
  ['tells only of now', { ...EACH_MINUTE, reachMinutes: 0 }, WORKS, ago(600), false],
  ['is read each hour', { ...EACH_MINUTE, everyMinutes: 60 }, WORKS, ago(70), false],
  ['is read each hour, and behind', { ...EACH_MINUTE, everyMinutes: 60 }, WORKS, ago(200), true],
])('a summary and a source that %s', (_what, timing, health, readTo, isAwaited) => {
  const state = { source: 'sentry', health, readTo, details: null } as const;
  expect(decideBehind([{ id: 'sentry', ...timing }], [state], NOW)).toEqual(isAwaited ? ['sentry'] : []);
});
