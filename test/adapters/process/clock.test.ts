import { describe, expect, it } from 'vitest';
import { createSystemClock } from '../../../src/adapters/process/clock.ts';

const HOUR_MS = 3_600_000;
const START = Date.parse('2026-11-23T09:00:00.000Z');

function aClock() {
  let wall = START;
  let steady = 500;
  const clock = createSystemClock({ wall: () => wall, steady: () => steady });
  const pass = (ms: number) => {
    wall += ms;
    steady += ms;
    clock.now();
  };
  const set = (ms: number) => {
    wall += ms;
    clock.now();
  };
  return { clock, pass, set };
}

const at = (ms: number) => new Date(START + ms).toISOString();

describe('the system clock', () => {
  it.each([-3 * HOUR_MS, 26 * HOUR_MS, -26 * HOUR_MS, 11_000])('notices that it was set by %d ms', (by) => {
    const { clock, pass, set } = aClock();
    pass(60_000);
    set(by);
    expect(clock.jumps()).toEqual([{ from: new Date(at(60_000)), to: new Date(at(60_000 + by)) }]);
  });

  it('takes a drift that is corrected bit by bit for no jump', () => {
    const { clock, pass, set } = aClock();
    for (let n = 0; n < 1_000; n += 1) {
      pass(5_000);
      set(n % 2 === 0 ? 400 : 300);
    }
    expect(clock.jumps()).toEqual([]);
  });

  it.each([-3 * HOUR_MS, 26 * HOUR_MS])('counts what has really passed, though it was set by %d ms', (by) => {
    const { clock, pass, set } = aClock();
    const before = clock.now().toISOString();
    pass(60_000);
    set(by);
    const after = clock.now().toISOString();
    pass(5_000);
    expect(clock.since(before)).toBe(65_000);
    expect(clock.since(after)).toBe(5_000);
  });

  it('counts through several jumps, there and back', () => {
    const { clock, pass, set } = aClock();
    const before = clock.now().toISOString();
    pass(1_000);
    set(26 * HOUR_MS);
    pass(1_000);
    set(-26 * HOUR_MS);
    pass(1_000);
    expect(clock.since(before)).toBe(3_000);
  });

  it('counts what has really passed since any time of any course', () => {
    const { clock, pass, set } = aClock();
    const taken: { at: string; passed: number }[] = [];
    for (const by of [0, 26, -1, 2, -1, -26, 3, -3, 1, -2, 1].map((hours) => hours * HOUR_MS)) {
      set(by);
      taken.push({ at: clock.now().toISOString(), passed: 0 });
      for (const one of taken) expect({ ...one, passed: clock.since(one.at) }).toEqual(one);
      pass(3_000);
      for (const one of taken) one.passed += 3_000;
    }
  });

  it('counts a time that its clock has left out from the jump on', () => {
    const { clock, pass, set } = aClock();
    const leftOut = new Date(clock.now().getTime() + HOUR_MS).toISOString();
    pass(60_000);
    set(26 * HOUR_MS);
    clock.now();
    pass(5_000);
    expect(clock.since(leftOut)).toBe(5_000);
  });

  it('counts nothing since a time that is to come', () => {
    const { clock } = aClock();
    expect(clock.since(new Date(clock.now().getTime() + HOUR_MS).toISOString())).toBe(0);
  });
});
