import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createWorldClock, type Span } from '../../../simulator/kernel/world-clock.ts';

const START = Date.parse('2026-11-27T09:00:00.000Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

const by = (ms: number) => (now: number) => now + ms;

test('timers fire in real time', async () => {
  const clock = createWorldClock();
  const fired: number[] = [];
  clock.at(START + 3_000, () => fired.push(clock.now()));
  clock.at(START + 1_000, () => fired.push(clock.now()));
  clock.at(START + 2_000, () => fired.push(0)).cancel();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(fired).toEqual([START + 1_000, START + 3_000]);
});

test('a jump fires what falls due on the way, in order and at its own instant', async () => {
  const clock = createWorldClock();
  const fired: [string, number][] = [];
  const note = (name: string) => fired.push([name, clock.now() - START]);
  clock.at(START + 2 * DAY, () => note('second'));
  clock.at(START + DAY, () => {
    note('first');
    clock.at(clock.now() + HOUR, () => note('set by the first'));
  });
  clock.at(START + 15 * DAY, () => note('later'));
  expect(await clock.move(by(14 * DAY))).toBe('moved');
  expect(fired).toEqual([
    ['first', DAY],
    ['set by the first', DAY + HOUR],
    ['second', 2 * DAY],
  ]);
  expect(clock.now()).toBe(START + 14 * DAY);
  await vi.advanceTimersByTimeAsync(DAY);
  expect(fired.at(-1)).toEqual(['later', 15 * DAY]);
});

test('an interval is called once for a jump, with its whole span', async () => {
  const clock = createWorldClock();
  const spans: Span[] = [];
  clock.every(60_000, (span) => spans.push(span));
  await vi.advanceTimersByTimeAsync(60_000);
  await clock.move(by(14 * DAY));
  await vi.advanceTimersByTimeAsync(60_000);
  const moved = START + 60_000 + 14 * DAY;
  expect(spans).toEqual([
    { from: START, to: START + 60_000 },
    { from: START + 60_000, to: moved },
    { from: moved, to: moved + 60_000 },
  ]);
});

test('a wait ends early on a jump, and rejects when it is aborted', async () => {
  const clock = createWorldClock();
  const waited = clock.wait(HOUR);
  const stop = new AbortController();
  const aborted = clock.wait(2 * DAY, stop.signal);
  await clock.move(by(DAY));
  await waited;
  stop.abort();
  await expect(aborted).rejects.toThrow('aborted');
});

test('a move waits for writes in flight, a few seconds at most', async () => {
  const clock = createWorldClock();
  const write = Promise.withResolvers<void>();
  clock.duringWrite(write.promise);
  let end = 0;
  const moved = clock.move(by(DAY)).then(() => {
    end = clock.now();
  });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(end).toBe(0);
  write.resolve();
  await moved;
  expect(end).toBe(START + 1_000 + DAY);
  clock.duringWrite(new Promise(() => {}));
  const second = clock.move(by(DAY));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await second).toBe('moved');
});

test('who follows is told at once, and the move ends when they have taken it', async () => {
  const clock = createWorldClock();
  const { signal } = new AbortController();
  const told = clock.nextMove(0, signal);
  let isOver = false;
  const moved = clock.move(by(DAY)).then(() => {
    isOver = true;
  });
  await told;
  expect(clock.reading()).toMatchObject({ count: 1, now: START + DAY, machine: START });
  await vi.advanceTimersByTimeAsync(10);
  expect(isOver).toBe(false);
  void clock.nextMove(1, signal);
  await moved;
  // One that does not come back holds the move for two seconds.
  const slow = clock.move(by(DAY));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await slow).toBe('moved');
});

test('it does not go back, nor too far, nor where a service is real', async () => {
  const clock = createWorldClock();
  expect(await clock.move(() => START - 1)).toBe('backwards');
  expect(await clock.move(by(21 * 365 * DAY))).toBe('too-far');
  expect(await createWorldClock({ isWhole: false }).move(by(DAY))).toBe('not-whole');
  expect(clock.reading()).toEqual({ now: START, machine: START, count: 0, moves: [] });
});

test('it goes on where it was left, and a reset is the machine’s time again', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'navi-clock-')), 'clock.json');
  await createWorldClock({ file }).move(by(DAY));
  const kept = createWorldClock({ file });
  expect(kept.now()).toBe(START + DAY);
  expect(kept.reading().moves).toEqual([{ from: START, to: START + DAY }]);
  const spans: Span[] = [];
  kept.every(60_000, (span) => spans.push(span));
  kept.reset();
  expect(kept.now()).toBe(START);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(spans).toEqual([{ from: START + 60_000, to: START + 60_000 }]);
});
