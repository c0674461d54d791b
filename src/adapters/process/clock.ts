import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock, ClockJump, Ids } from '../../ports/clock.ts';

/** A clock that differs from the count of seconds by more than this, in milliseconds, was set. */
const JUMP_MS = 10_000;
/** The number of recorded changes. */
const MOST_JUMPS = 50;

/** The clock's sources: the time of day in milliseconds, and a monotonic count of milliseconds. */
export interface Source {
  wall(): number;
  steady(): number;
}

/** The machine's own time. Detects at each call whether the clock was set. */
export function createSystemClock(
  { wall, steady }: Source = { wall: () => Date.now(), steady: () => performance.now() },
): Clock {
  const jumps: ClockJump[] = [];
  let offset = wall() - steady();
  const read = (): number => {
    const now = wall();
    const expected = steady() + offset;
    // Small differences come from a gradual correction of the clock.
    if (Math.abs(now - expected) > JUMP_MS) {
      jumps.push({ from: new Date(expected), to: new Date(now) });
      if (jumps.length > MOST_JUMPS) jumps.shift();
    }
    offset = now - steady();
    return now;
  };
  return {
    now: () => new Date(read()),
    since: (at) => elapsed(Date.parse(at), read(), jumps),
    jumps: () => {
      read();
      return jumps;
    },
    machine: () => new Date(read()),
    wait,
    until: (at, signal) => wait(at.getTime() - read(), signal),
    onMove: () => () => {},
  };
}

function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/**
 * What has really passed since a time. The clock was continuous between two jumps; the newest such stretch that has
 * the time is meant. A time that a jump has left out counts from that jump.
 */
export function elapsed(at: number, now: number, jumps: readonly ClockJump[]): number {
  let end = now;
  let passed = 0;
  let sinceLeftOut: number | undefined;
  for (const jump of jumps.toReversed()) {
    const [from, to] = [jump.from.getTime(), jump.to.getTime()];
    if (at >= to && at <= end) return passed + end - at;
    passed += Math.max(0, end - to);
    if (at > from && at < to) sinceLeftOut ??= passed;
    end = from;
  }
  return at <= end ? passed + end - at : (sinceLeftOut ?? 0);
}

/** Crockford's base 32: without letters that sound or look like digits. */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';

/** Ids that sort by time (whole seconds) and cannot be guessed or repeated: `rel_` + 7 digits of time + 5 random. */
export function createIds(clock: Clock): Ids {
  return {
    operation: (kind) => {
      let seconds = Math.floor(clock.now().getTime() / 1000);
      let time = '';
      for (let i = 0; i < 7; i += 1) {
        time = `${DIGITS[seconds % 32] ?? ''}${time}`;
        seconds = Math.floor(seconds / 32);
      }
      const random = [...randomBytes(5)].map((byte) => DIGITS[byte % 32] ?? '').join('');
      return `${kind}_${time}${random}`;
    },
    uuid: () => randomUUID(),
    random: (bytes) => randomBytes(bytes),
  };
}
