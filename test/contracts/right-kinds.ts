import { expect } from 'vitest';
import { ServiceError, type ServiceErrorFacts } from '../../src/ports/service-error.ts';
import type { Control } from '../harness/world/control.ts';

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
    await control.breakCall({ ...fault, method, times: 1_000, retryAfterSeconds: 7 });
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
