import { afterEach, beforeEach, expect, test } from 'vitest';
import { createKernel, type Listening } from '../../../simulator/kernel/kernel.ts';
import { createWorldClock, type WorldClock } from '../../../simulator/kernel/world-clock.ts';
import { type WorldClock as Followed, followWorldClock } from '../../../src/adapters/process/world-clock.ts';
import { createFakeTelemetry } from '../../harness/fakes/telemetry.ts';

const DAY = 86_400_000;

let world: WorldClock;
let door: Listening;
let clock: Followed;
const telemetry = createFakeTelemetry();

const openDoor = (port?: number) =>
  createKernel({ name: 'world', clock: world, pace: {}, state: () => ({}), reset: () => {} }).listen(port);
const urlOf = ({ url }: Listening) => `${url}/_control/clock`;

beforeEach(async () => {
  world = createWorldClock();
  door = await openDoor();
  clock = await followWorldClock({ url: urlOf(door), telemetry });
  // A move is answered when those who were asking have taken it: the first question must be there.
  await new Promise((resolve) => setTimeout(resolve, 300));
});
afterEach(async () => {
  clock.close();
  await door.close();
});

/** To the second: the two clocks are read one after the other. */
const aheadOf = (one: Followed) =>
  Math.round((one.now().getTime() - one.machine().getTime()) / 1000) * 1000 + 0;
const aheadMs = () => aheadOf(clock);
const move = (ms: number) => world.move((now) => now + ms);

test('it is the machine’s time until the world is moved, and follows before the move is answered', async () => {
  expect(aheadMs()).toBe(0);
  await move(14 * DAY);
  expect(aheadMs()).toBe(14 * DAY);
});

test('a moved world is no jump of this machine’s clock, and what has really passed stays small', async () => {
  const before = clock.now().toISOString();
  await move(14 * DAY);
  expect(clock.jumps()).toEqual([]);
  expect(clock.since(before)).toBeLessThan(5_000);
});

test('who waits for a time of the world is woken by the move; who waits real time is not', async () => {
  const due = clock.until(new Date(clock.now().getTime() + DAY));
  const notYet = new AbortController();
  let isEarly = false;
  void clock.until(new Date(clock.now().getTime() + 3 * DAY), notYet.signal).then(() => {
    isEarly = !notYet.signal.aborted;
  });
  void clock.wait(DAY, notYet.signal).then(() => {
    isEarly = !notYet.signal.aborted;
  });
  let told = 0;
  clock.onMove(() => {
    told += 1;
  });
  await move(2 * DAY);
  await due;
  expect({ told, isEarly }).toEqual({ told: 1, isEarly: false });
  notYet.abort();
});

test('a process that starts in a moved world is there at once, and knows the moves', async () => {
  const before = clock.now().toISOString();
  await move(14 * DAY);
  const second = await followWorldClock({ url: urlOf(door), telemetry });
  expect(aheadOf(second)).toBe(14 * DAY);
  expect(second.since(before)).toBeLessThan(5_000);
  second.close();
});

test('without an answer the last one counts, and it follows again when the world is back', async () => {
  await move(DAY);
  const port = Number(new URL(door.url).port);
  await door.close();
  await move(DAY);
  expect(aheadMs()).toBe(DAY);
  door = await openDoor(port);
  await expect.poll(aheadMs, { timeout: 10_000 }).toBe(2 * DAY);
});

test('a world that begins anew under a running process is a clock that was set back', async () => {
  await move(14 * DAY);
  world.reset();
  await expect.poll(aheadMs, { timeout: 5_000 }).toBe(0);
  const [jump] = clock.jumps();
  expect((jump?.from.getTime() ?? 0) - (jump?.to.getTime() ?? 0)).toBe(14 * DAY);
});

test('there is no clock without a first answer', async () => {
  await expect(followWorldClock({ url: 'http://127.0.0.1:1/_control/clock', telemetry })).rejects.toThrow(
    'the clock of the simulated world does not answer at http://127.0.0.1:1/_control/clock',
  );
});
