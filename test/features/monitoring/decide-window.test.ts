import { describe, expect, it } from 'vitest';
import { decideWindow, hasMore } from '../../../src/features/monitoring/decide-window.ts';

const NOON = Date.UTC(2026, 10, 27, 12);
const at = (minutes: number): string => new Date(NOON + minutes * 60_000).toISOString();
const NOW = new Date(NOON + 20_000);

const EACH_MINUTE = { everyMinutes: 1, lagMinutes: 4, reachMinutes: 600 };
const DAILY = { ...EACH_MINUTE, everyMinutes: 5 };
const ONLY_NOW = { everyMinutes: 1, lagMinutes: 0, reachMinutes: 0 };

describe('the minutes that are read', () => {
  it.each<[string, typeof ONLY_NOW, string | null, [number, number] | null]>([
    ['at first: as far back as the source tells, in parts', EACH_MINUTE, null, [-604, -244]],
    ['the next minute, with the last five again', EACH_MINUTE, at(-5), [-10, -4]],
    ['nothing, while the next minute is not complete at the source', EACH_MINUTE, at(-4), null],
    ['after an hour without Navi: the whole hour', EACH_MINUTE, at(-64), [-69, -4]],
    ['after a day without Navi: a part of what the source still tells', EACH_MINUTE, at(-1500), [-604, -244]],
    ['nothing, where the clock of another process is ahead', EACH_MINUTE, at(9), null],
    ['as at first, where the clock was set back since', EACH_MINUTE, at(60), [-604, -244]],
    ['as at first, where the year is wrong', EACH_MINUTE, '2999-01-01T00:00:00.000Z', [-604, -244]],
    ['as at first, where it is no time', EACH_MINUTE, 'x', [-604, -244]],
    ['this minute, where the clock was set back since', ONLY_NOW, at(60), [0, 1]],
    ['nothing, while it is not due', DAILY, at(-8), null],
    ['all minutes since the last read', DAILY, at(-9), [-14, -4]],
    ['only this minute, where the source tells no other', ONLY_NOW, null, [0, 1]],
    ['only this minute, also after an hour', ONLY_NOW, at(-60), [0, 1]],
    ['nothing, where this minute was read', ONLY_NOW, at(1), null],
    ['this minute, where the last one was read', ONLY_NOW, at(0), [0, 1]],
    ['nothing within five minutes', { ...ONLY_NOW, everyMinutes: 5 }, at(-3), null],
    ['this minute after five', { ...ONLY_NOW, everyMinutes: 5 }, at(-4), [0, 1]],
  ])('are %s', (_, timing, readTo, window) => {
    const found = decideWindow(timing, readTo, NOW);

    expect(found && [found.from.toISOString(), found.to.toISOString()]).toEqual(window?.map(at) ?? null);
  });

  it('go on at once where there are more', () => {
    expect(hasMore(EACH_MINUTE, at(-244), NOW)).toBe(true);
    expect(hasMore(EACH_MINUTE, at(-4), NOW)).toBe(false);
    expect(hasMore(ONLY_NOW, at(-60), NOW)).toBe(false);
  });
});
