import { ownersOf, type Person } from '../../domain/person.ts';
import type { OnCall } from '../on-call/index.ts';
import { type CallingAlert, isMuted } from './calling-alert.ts';

/** An alert that is not acknowledged for so long calls the next person. */
export const UNACKNOWLEDGED_MS = 10 * 60_000;
/** While an incident looks well again, it may be over soon. */
const CLEARING_MS = 60_000;

/** What follows for an alert that calls people. Times are ISO. */
export type CallStep =
  | { is: 'over' }
  | { is: 'wait'; until: string }
  | { is: 'call'; whom: string; people: readonly Person[] };

/** In `called`: all owners together, who are called last. */
const OWNERS = 'owners';

/** Whom to call now: the people on call one after the other, then the owners; each once. Pure. */
export function decideCall(
  alert: CallingAlert,
  { onCall, people }: { onCall: Pick<OnCall, 'now' | 'next'>; people: readonly Person[] },
  now: string,
): CallStep {
  const { acknowledged, muted, called, joined } = alert.answer;
  const { calling } = alert;
  if (calling === null || acknowledged !== null || joined !== null) return { is: 'over' };
  if (muted !== null && isMuted(alert, now)) return { is: 'wait', until: muted.until };
  const dueAt = plus(called.at(-1)?.at ?? calling.since, UNACKNOWLEDGED_MS);
  if (dueAt > now) return { is: 'wait', until: dueAt };
  if (calling.isClearing) return { is: 'wait', until: plus(now, CLEARING_MS) };
  const done = new Set(called.map(({ whom }) => whom));
  const next = [...onCall.now, ...onCall.next].find(({ id, slack }) => slack !== undefined && !done.has(id));
  if (next !== undefined) return { is: 'call', whom: next.id, people: [next] };
  const owners = ownersWithoutCalled(people, done);
  return done.has(OWNERS) || owners.length === 0
    ? { is: 'over' }
    : { is: 'call', whom: OWNERS, people: owners };
}

function ownersWithoutCalled(people: readonly Person[], done: ReadonlySet<string>): Person[] {
  const accounts = ownersOf(people, 'owner');
  return people.filter(({ id, slack }) => slack !== undefined && accounts.includes(slack) && !done.has(id));
}

function plus(at: string, ms: number): string {
  return new Date(Date.parse(at) + ms).toISOString();
}
