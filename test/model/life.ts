import { AsyncLocalStorage } from 'node:async_hooks';

/** One call that leaves a process: to a service, or to the store. */
export interface Outward {
  port: string;
  call: string;
  args: readonly unknown[];
}

/** When something is to happen to a process: before its nth call from now, or after it took effect and before its answer. */
export interface Countdown {
  calls: number;
  when: 'before' | 'after';
  /** kill -9, or SIGSTOP. */
  does: 'die' | 'stop';
}

/**
 * One process of Navi, as far as the outside can tell: alive, stopped for a while as by SIGSTOP, or dead as by
 * kill -9. A dead one's calls never come back; a stopped one's wait, except a write that was already on its way.
 */
export interface Life {
  name: string;
  isDead(): boolean;
  isPaused(): boolean;
  /** Resolves when it has died. */
  died: Promise<void>;
  kill(): void;
  light(countdown: Countdown): void;
  pause(): void;
  resume(): void;
  /** How often it has been stopped; a write after a stop that began behind its intent is not its fault. */
  pauses(): number;
  /** Takes a call through this process's plug. */
  through<T>(isWrite: boolean, work: () => Promise<T>): Promise<T>;
}

export function createLife(name: string): Life {
  const death = Promise.withResolvers<void>();
  let isDead = false;
  let paused: { gone: Promise<void>; resume: () => void } | null = null;
  let pauses = 0;
  let countdown: Countdown | null = null;

  const never = <T>() => new Promise<T>(() => {});
  const kill = () => {
    isDead = true;
    paused?.resume();
    death.resolve();
  };
  const pause = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    paused ??= { gone: promise, resume: resolve };
    pauses += 1;
  };
  const burn = (): Countdown | null => {
    if (countdown === null) return null;
    countdown = { ...countdown, calls: countdown.calls - 1 };
    if (countdown.calls > 0) return null;
    const burnt = countdown;
    countdown = null;
    return burnt;
  };
  const strike = (burnt: Countdown | null, when: Countdown['when']) => {
    if (burnt?.when !== when) return;
    if (burnt.does === 'die') kill();
    else pause();
  };

  return {
    name,
    isDead: () => isDead,
    isPaused: () => paused !== null,
    died: death.promise,
    kill,
    light: (wanted) => {
      countdown = wanted;
    },
    pause,
    resume: () => {
      paused?.resume();
      paused = null;
    },
    pauses: () => pauses,
    through: async <T>(isWrite: boolean, work: () => Promise<T>): Promise<T> => {
      if (isDead) return never();
      const burnt = burn();
      strike(burnt, 'before');
      if (!isWrite && paused !== null) await paused.gone;
      if (isDead) return never();
      const settled = await Promise.allSettled([work()]);
      strike(burnt, 'after');
      if (!isWrite && paused !== null) await paused.gone;
      if (isDead) return never();
      const [outcome] = settled;
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    },
  };
}

/** Which job or click a call is made for. */
export interface Task {
  kind: string;
  subject: string;
}

/** Carries the job through everything that is done for it. */
export const tasks = new AsyncLocalStorage<Task>();

/** A port behind a plug: every method that gives a promise goes through `pass`. */
export function fenced<P extends object>(
  port: string,
  real: P,
  pass: (outward: Outward, work: () => Promise<unknown>) => Promise<unknown>,
): P {
  return new Proxy(real, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function' || typeof name !== 'string' || name === 'warm') return value;
      return (...args: unknown[]) =>
        pass({ port, call: name, args }, async () => Reflect.apply(value, target, args));
    },
  });
}
