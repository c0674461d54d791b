import { createFollowers } from './followers.ts';
import { keptIn } from './keep.ts';

/**
 * The time of the simulated world, in milliseconds since 1970: the machine's time, moved forward by `POST
 * /_control/clock`. All services of a world share one. A service takes it as the option `clock`, passes it to
 * `createKernel`, and uses no other time for what the real service would do by its own clock:
 *
 *     clock.now()                                  // every timestamp, age and expiry
 *     clock.at(clock.now() + 2_000, () => end(op)) // once; during a jump, `now()` is then exactly that instant
 *     clock.every(60_000, ({ from, to }) => …)     // at an interval; a jump of 14 days is one call with a long span
 *     await clock.wait(2_000, signal)              // rejects when the signal aborts
 *
 * Time that belongs to connections and processes stays the machine's: time-outs, heartbeats, a job's time limit.
 */
export interface WorldClock {
  now(): number;
  /** Calls `act` once, at this instant or, when that has passed, as soon as possible. */
  at(instant: number, act: () => void): Timer;
  /** Calls `act` every `ms` milliseconds with the span since the last call. A jump makes one call, whatever its length. */
  every(ms: number, act: (span: Span) => void): Timer;
  /** Resolves after so many milliseconds of this clock. Rejects when the signal aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** How far it is ahead of the machine's time, and every move that led there, oldest first. */
  reading(): Reading;
  /**
   * Moves the time forward, after the writes in flight: what falls due on the way happens in order. `to` gets the
   * time at which the move begins. Refuses to go back. Resolves when those who follow have taken it.
   */
  move(to: (now: number) => number): Promise<'moved' | 'backwards' | 'too-far' | 'not-whole'>;
  /** Called after each move and after a reset. Returns what ends that. */
  onMove(told: () => void): () => void;
  /** Resolves when the count of moves is another one than `after`; earlier, after a while without a move. */
  nextMove(after: number, signal: AbortSignal): Promise<void>;
  /** A move waits for this work, a few seconds at most. */
  duringWrite(work: Promise<unknown>): void;
  /** The machine's time again, for a world that begins anew. */
  reset(): void;
}

export interface Timer {
  cancel(): void;
}

/** From the last call to this one. */
export interface Span {
  from: number;
  to: number;
}

export interface Reading {
  now: number;
  machine: number;
  /** How many moves there were; another number means that something changed. */
  count: number;
  moves: readonly Span[];
}

export interface WorldClockOptions {
  /** Where the moves are kept between starts; without it each start is at the machine's time. */
  file?: string;
  /** A world in which a real service is cannot be moved: that service would not follow. Default true. */
  isWhole?: boolean;
  /** The machine's time, for tests. */
  machine?: () => number;
}

/** Timers of more than 24 days fire at once. */
const LONGEST_TIMER_MS = 3_600_000;
const WRITES_DEADLINE_MS = 5_000;
/** The last ones are kept. */
const MOST_MOVES = 500;
/** No certificate, token or date format is made for a world that is further ahead. */
const FURTHEST_MS = 20 * 365 * 86_400_000;

interface Pending {
  due: number;
  act: (now: number) => void;
  /** Of `every`: it is called once after a jump, not on the way. */
  ms?: number;
}

interface Moves {
  offset: number;
  count: number;
  moves: Span[];
}

function patience(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, WRITES_DEADLINE_MS).unref();
  });
}

export function createWorldClock(options: WorldClockOptions = {}): WorldClock {
  const { file, isWhole = true, machine = Date.now } = options;
  const kept = keptIn<Moves>(file);
  const state: Moves = kept.read() ?? { offset: 0, count: 0, moves: [] };
  const followers = createFollowers();
  const listeners = new Set<() => void>();
  const writes = new Set<Promise<unknown>>();
  const timers = new Set<Pending>();
  let alarm: NodeJS.Timeout | undefined;
  /** During a jump: the instant of what happens just now. */
  let passing: number | undefined;
  let moving: Promise<unknown> = Promise.resolve();
  const now = () => passing ?? machine() + state.offset;

  function arm(): void {
    clearTimeout(alarm);
    const next = Math.min(...[...timers].map(({ due }) => due));
    if (next === Number.POSITIVE_INFINITY) return;
    // Rounded up: a timer may fire a part of a millisecond early.
    const ms = Math.min(Math.max(0, Math.ceil(next - now())), LONGEST_TIMER_MS);
    alarm = setTimeout(() => {
      fireDue([...timers], now());
      arm();
    }, ms).unref();
  }

  function fireDue(among: readonly Pending[], until: number): void {
    for (const timer of among.toSorted((one, other) => one.due - other.due)) {
      if (timer.due > until || !timers.has(timer)) continue;
      if (timer.ms === undefined) timers.delete(timer);
      else timer.due = until + timer.ms;
      timer.act(until);
    }
  }

  /** What falls due on the way may set new timers that fall due on the way, too. */
  function jump(to: number): void {
    const from = now();
    try {
      for (;;) {
        const next = [...timers]
          .filter(({ due, ms }) => ms === undefined && due <= to)
          .toSorted((one, other) => one.due - other.due)[0];
        if (next === undefined) break;
        passing = Math.max(now(), next.due);
        fireDue([next], passing);
      }
    } finally {
      passing = undefined;
      state.offset = to - machine();
    }
    keep([...state.moves, { from, to }].slice(-MOST_MOVES));
    fireDue([...timers], to);
  }

  function keep(moves: Span[]): void {
    state.moves = moves;
    state.count += 1;
    kept.write(state);
  }

  function tell(): Promise<void> {
    arm();
    for (const told of listeners) told();
    return followers.release();
  }

  function add(timer: Pending): Timer {
    timers.add(timer);
    if (passing === undefined) arm();
    return {
      cancel: () => {
        timers.delete(timer);
        if (passing === undefined) arm();
      },
    };
  }

  async function moveAfterWrites(to: (now: number) => number) {
    if (!isWhole) return 'not-whole';
    await Promise.race([Promise.allSettled(writes), patience()]);
    const target = to(now());
    if (target < now()) return 'backwards';
    if (target - machine() > FURTHEST_MS) return 'too-far';
    jump(target);
    await tell();
    return 'moved';
  }

  const clock: WorldClock = {
    now,
    at: (instant, act) => add({ due: instant, act }),
    every: (ms, act) => {
      let from = now();
      const call = (to: number) => {
        // After a reset the last call is in the future.
        const span = { from: Math.min(from, to), to };
        from = to;
        act(span);
      };
      return add({ due: from + ms, act: call, ms });
    },
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const abort = () => {
          timer.cancel();
          reject(signal?.reason);
        };
        const timer = clock.at(now() + ms, () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        });
        signal?.addEventListener('abort', abort, { once: true });
      }),
    reading: () => {
      const at = machine();
      return { now: passing ?? at + state.offset, machine: at, count: state.count, moves: state.moves };
    },
    move: (to) => {
      const moved = moving.then(() => moveAfterWrites(to));
      moving = moved.catch(() => undefined);
      return moved;
    },
    onMove: (told) => {
      listeners.add(told);
      return () => void listeners.delete(told);
    },
    nextMove: async (after, signal) => {
      if (after === state.count) await followers.hold(signal);
    },
    duringWrite: (work) => {
      writes.add(work);
      const over = () => void writes.delete(work);
      work.then(over, over);
    },
    reset: () => {
      if (state.offset === 0 && state.moves.length === 0) return;
      state.offset = 0;
      keep([]);
      for (const timer of timers) if (timer.ms !== undefined) timer.due = now() + timer.ms;
      void tell();
    },
  };
  return clock;
}
