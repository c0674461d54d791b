import { randomBytes } from 'node:crypto';
import { keptIn } from '../kernel/keep.ts';
import type { Timer, WorldClock } from '../kernel/world-clock.ts';

/** The error with which an operation ended; the call that started it had answered 200. */
interface OperationError {
  code: string;
  message: string;
}

/** One cache invalidation, in progress or ended. Times are ISO 8601. */
export interface Operation {
  id: string;
  name: string;
  requestId?: string;
  urlMap: string;
  host?: string;
  path: string;
  /** Seconds from start to end. */
  takes: number;
  startTime: string;
  endTime?: string;
  error?: OperationError;
  /** Decided at the start, shown at the end. */
  willFail?: OperationError;
}

interface Invalidation {
  requestId?: string;
  urlMap: string;
  host?: string;
  path: string;
}

export interface Operations {
  find(name: string): Operation | undefined;
  list(): Operation[];
  /** Starts an operation; the same `requestId` gives the same operation again (Compute documentation, "requestId"). */
  begin(what: Invalidation): Operation;
  /** Resolves when the operation ends, or after `seconds`. */
  wait(operation: Operation, seconds: number): Promise<void>;
  /** Makes the next operation end with this error. */
  failNext(error: OperationError): void;
  reset(): void;
  /** Stops all timers and ends all waits. */
  close(): void;
}

export interface OperationsOptions {
  file: string | undefined;
  clock: WorldClock;
  purgeSeconds: () => number;
  /** Sends the purge to the edge. Throws when the edge cannot be reached. */
  purge: (operation: Operation) => Promise<void>;
}

export function createOperations(options: OperationsOptions): Operations {
  const kept = keptIn<Operation[]>(options.file);
  let operations = kept.read() ?? [];
  let nextError: OperationError | undefined;
  const timers = new Set<Timer>();
  const waiting = new Map<string, Set<() => void>>();
  const iso = () => new Date(options.clock.now()).toISOString();

  async function end(operation: Operation): Promise<void> {
    const endTime = iso();
    const error = operation.willFail ?? (await purgeError(operation, options.purge));
    if (error !== undefined) operation.error = error;
    operation.endTime = endTime;
    kept.write(operations);
    for (const wake of waiting.get(operation.name) ?? []) wake();
  }

  function endAt(operation: Operation, time: number): void {
    const timer = options.clock.at(time, () => {
      timers.delete(timer);
      void end(operation);
    });
    timers.add(timer);
  }

  function stopTimers(): void {
    for (const timer of timers) timer.cancel();
    timers.clear();
    for (const wakers of waiting.values()) for (const wake of wakers) wake();
  }

  for (const operation of operations)
    if (operation.endTime === undefined) endAt(operation, options.clock.now());

  return {
    find: (name) => operations.find((operation) => operation.name === name || operation.id === name),
    list: () => operations,
    begin: (what) => {
      const { requestId } = what;
      const same = operations.find((other) => requestId !== undefined && other.requestId === requestId);
      if (same !== undefined) return same;
      const operation: Operation = {
        ...newName(options.clock.now()),
        ...what,
        takes: options.purgeSeconds(),
        startTime: iso(),
        ...(nextError === undefined ? {} : { willFail: nextError }),
      };
      nextError = undefined;
      operations.push(operation);
      kept.write(operations);
      endAt(operation, Date.parse(operation.startTime) + operation.takes * 1000);
      return operation;
    },
    wait: async (operation, seconds) => {
      if (operation.endTime !== undefined) return;
      const wakers = waiting.get(operation.name) ?? new Set();
      waiting.set(operation.name, wakers);
      await new Promise<void>((resolve) => {
        const patience = setTimeout(() => wake(), seconds * 1000);
        const wake = () => {
          clearTimeout(patience);
          wakers.delete(wake);
          resolve();
        };
        wakers.add(wake);
      });
    },
    failNext: (error) => {
      nextError = error;
    },
    reset: () => {
      stopTimers();
      operations = [];
      nextError = undefined;
      kept.write(operations);
    },
    close: stopTimers,
  };
}

async function purgeError(
  operation: Operation,
  purge: OperationsOptions['purge'],
): Promise<OperationError | undefined> {
  try {
    await purge(operation);
    return undefined;
  } catch (error) {
    return { code: 'INTERNAL_ERROR', message: `The edge did not receive the purge: ${String(error)}` };
  }
}

function newName(now: number): { id: string; name: string } {
  const tail = randomBytes(8).toString('hex');
  return {
    id: String(BigInt(`0x${tail}`) % 10n ** 19n),
    name: `operation-${now}-${tail.slice(0, 8)}-${tail.slice(8)}`,
  };
}
