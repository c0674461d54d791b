import {
  ServiceError,
  type ServiceErrorFacts,
  type ServiceErrorKind,
} from '../../../src/ports/service-error.ts';

/** One call of a port's method as a fake saw it, in order of arrival. `broken` says how it was made to fail. */
interface RecordedCall<Call extends string> {
  call: Call;
  args: readonly unknown[];
  broken: 'refused-to-start' | 'took-effect' | null;
}

/** The names of a port's methods. */
export type CallOf<Port> = Extract<keyof Port, string>;

/** What every fake of a service offers to a test beside the port itself. */
export interface Knobs<Call extends string> {
  /** Every call, oldest first. */
  calls: RecordedCall<Call>[];
  /** The arguments of every call of this method, oldest first. */
  callsOf(call: Call): (readonly unknown[])[];
  /** The next `times` calls of this method throw and have no effect. A bare kind makes the error. */
  breakCall(call: Call, error: ServiceError | ServiceErrorKind, times?: number): void;
  /** The next `times` calls of this method take effect and then throw `unknown`, as after a reset. */
  acceptThenFail(call: Call, times?: number): void;
  /** Holds the next call of this method until the test lets it go on (or take it back by throwing). */
  pauseNext(call: Call): { reached: Promise<void>; resume(): void };
  /** Runs before each call of this method takes effect; throws to break it. */
  before(call: Call, hook: () => void | Promise<void>): void;
}

interface Fault<Call extends string> {
  call: Call;
  how: 'fail' | 'accept';
  error: ServiceError;
}

/**
 * Puts the knobs around a fake's port: each method records its call and fails when it was told to. Only methods
 * listed in `calls` are wrapped, and those in `writes` give an id of each request too; the rest of the object is the test's own and stays as it is.
 */
export function withKnobs<Port extends object, Call extends CallOf<Port>>(
  service: ServiceErrorFacts['service'],
  port: Port,
  calls: readonly Call[],
  writes: readonly Call[] = [],
): Port & Knobs<Call> {
  const faults: Fault<Call>[] = [];
  const hooks: { call: Call; once: boolean; run: () => void | Promise<void> }[] = [];
  const recorded: RecordedCall<Call>[] = [];
  const requestId = () => `${service}-request-${recorded.length}`;
  const answer = async (call: Call, work: () => unknown) => {
    const id = requestId();
    const given = await work();
    return writes.includes(call) && typeof given === 'object' ? { ...given, requestIds: [id] } : given;
  };
  const errorOf = (call: Call, kind: ServiceErrorKind) =>
    new ServiceError({
      service,
      call,
      kind,
      problem: `the test made ${call} fail`,
      ...(kind === 'unknown' ? {} : { requestId: requestId() }),
      ...(kind === 'rate-limited' ? { retryAfterMs: 1_000 } : {}),
    });

  async function run(call: Call, args: readonly unknown[], work: () => unknown): Promise<unknown> {
    const row: RecordedCall<Call> = { call, args, broken: null };
    recorded.push(row);
    for (const hook of hooks.filter((each) => each.call === call)) {
      if (hook.once) hooks.splice(hooks.indexOf(hook), 1);
      await hook.run();
    }
    const index = faults.findIndex((fault) => fault.call === call);
    const fault = index === -1 ? undefined : faults.splice(index, 1)[0];
    if (fault === undefined) return answer(call, work);
    row.broken = fault.how === 'fail' ? 'refused-to-start' : 'took-effect';
    if (fault.how === 'accept') await work();
    throw fault.error;
  }

  const knobs: Knobs<Call> = {
    calls: recorded,
    callsOf: (call) => recorded.filter((row) => row.call === call).map((row) => row.args),
    breakCall: (call, error, times = 1) => {
      const thrown = error instanceof ServiceError ? error : errorOf(call, error);
      for (let i = 0; i < times; i += 1) faults.push({ call, how: 'fail', error: thrown });
    },
    acceptThenFail: (call, times = 1) => {
      for (let i = 0; i < times; i += 1)
        faults.push({ call, how: 'accept', error: errorOf(call, 'unknown') });
    },
    pauseNext: (call) => {
      const reached = Promise.withResolvers<void>();
      const resumed = Promise.withResolvers<void>();
      hooks.push({
        call,
        once: true,
        run: () => {
          reached.resolve();
          return resumed.promise;
        },
      });
      return { reached: reached.promise, resume: () => resumed.resolve() };
    },
    before: (call, hook) => {
      hooks.push({ call, once: false, run: hook });
    },
  };
  const wrapped = new Proxy(port, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      const call = calls.find((each) => each === name);
      if (call === undefined || typeof value !== 'function') return value;
      return (...args: unknown[]) => run(call, args, () => Reflect.apply(value, target, args));
    },
  });
  return Object.assign(wrapped, knobs);
}
