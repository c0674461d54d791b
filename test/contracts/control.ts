import { expect } from 'vitest';
import { z } from 'zod';
import { ServiceError, type ServiceErrorFacts } from '../../src/ports/service-error.ts';

interface FaultAsked {
  method?: string;
  kind: 'error' | 'rate-limit' | 'timeout' | 'reset' | 'accept-then-reset' | 'duplicate' | 'slow';
  times?: number;
  status?: number;
  error?: string;
  retryAfterSeconds?: number;
  after?: number;
  /** Of `slow`. */
  seconds?: number;
}

/** A test's hand on one simulated service's control door. */
export interface Control {
  fault(asked: FaultAsked): Promise<void>;
  pace(wanted: Readonly<Record<string, number | string | boolean>>): Promise<void>;
  /** How many calls of this name have arrived, the broken ones too. */
  hits(method: string): Promise<number>;
  /** The status each of them was answered with, oldest first. */
  statuses(method: string): Promise<(number | string)[]>;
  clear(): Promise<void>;
  /** The IAM permissions that the caller lacks from now on. */
  deny(permissions: readonly string[]): Promise<void>;
}

const Log = z.object({
  calls: z.array(z.object({ method: z.string(), status: z.union([z.number(), z.string()]) })),
});

export function controlOf(url: string): Control {
  async function post(path: string, body: unknown): Promise<void> {
    const answer = await fetch(`${url}/_control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }
  async function answered(method: string): Promise<(number | string)[]> {
    const log = Log.parse(await (await fetch(`${url}/_control/log`)).json());
    return log.calls.filter((call) => call.method === method).map((call) => call.status);
  }
  return {
    fault: (asked) => post('faults', asked),
    pace: (wanted) => post('pace', wanted),
    deny: (denied) => post('permissions', { denied }),
    hits: async (method) => (await answered(method)).length,
    statuses: answered,
    clear: async () => {
      await fetch(`${url}/_control/faults`, { method: 'DELETE' });
    },
  };
}

/** What a call's failure says; a call that does not fail with a `ServiceError` fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<ServiceErrorFacts> {
  const error = await call.then(
    (value) => expect.fail(`it did not fail but gave ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ServiceError)) throw error;
  return error.facts;
}

/** Everything of an error that could end in a log or a message: for asserting that a secret is not in it. */
export async function everythingSaidBy(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => expect.fail('it did not fail'),
    (thrown: unknown) => thrown,
  );
  const seen: string[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    seen.push(at.message, at.stack ?? '', JSON.stringify(at, Object.getOwnPropertyNames(at)));
  return seen.join('\n');
}

/** One write (or read) of a real client, and how the simulator names it. */
export interface Breakable {
  /** The simulator's name of the call. */
  method: string;
  effect: 'read' | 'write';
  call(): Promise<unknown>;
}

/**
 * What every adapter must make of any broken service: the right kind, and a write that was sent exactly once. The
 * client must have a deadline of a few seconds.
 */
export async function expectRightKinds(control: Control, { method, effect, call }: Breakable): Promise<void> {
  const cases = [
    { kind: 'error', status: 500, expected: 'unknown' },
    { kind: 'error', status: 503, expected: 'unknown' },
    { kind: 'reset', expected: 'unknown' },
    { kind: 'timeout', expected: 'unknown' },
    { kind: 'rate-limit', expected: 'rate-limited' },
    { kind: 'error', status: 403, expected: 'refused' },
  ] as const;
  for (const { expected, ...fault } of cases) {
    await control.clear();
    const before = await control.hits(method);
    await control.fault({ ...fault, method, times: 1_000, retryAfterSeconds: 7 });
    const facts = await failureOf(call());
    expect(facts, `${method} ${JSON.stringify(fault)}`).toMatchObject({ kind: expected });
    const isAnswered = fault.kind === 'error' || fault.kind === 'rate-limit';
    // Compute tells the id of a request that it took, and none of one that it did not.
    if (isAnswered && facts.service !== 'cloud-cdn')
      expect(facts.requestId, `${method} ${JSON.stringify(fault)}`).toMatch(/^[0-9A-F-]{36}$/);
    if (expected === 'rate-limited') expect([7000, 15_000, undefined]).toContain(facts.retryAfterMs);
    if (effect === 'write') expect((await control.hits(method)) - before, `${method} sent once`).toBe(1);
  }
  await control.clear();
}
