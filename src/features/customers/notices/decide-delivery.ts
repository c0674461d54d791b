import type { MailAnswer } from '../../../domain/mail-answer.ts';
import { type Delivery, type DeliveryState, isSettled } from '../../../domain/notice.ts';

type Intended = Extract<DeliveryState, { is: 'intended' }>;

/** Pauses after attempts that were not accepted, in minutes; after the last one it is refused. */
const PAUSES = [1, 5, 15, 30, 60, 120, 240, 480];
const MINUTE_MS = 60_000;

/** What an answer makes of the attempt that it belongs to; undefined where it belongs to none. */
export function afterAnswer(
  state: DeliveryState,
  attempt: string,
  { answer, at }: { answer: MailAnswer; at: string },
): DeliveryState | undefined {
  const isOurs = (state.is === 'intended' || state.is === 'unknown') && state.attempt === attempt;
  if (!isOurs) return undefined;
  switch (answer.is) {
    case 'accepted':
      return { is: 'accepted', at, answer: answer.answer, by: null };
    case 'refused':
      return { is: 'refused', at, answer: answer.answer };
    case 'unknown':
      return { is: 'unknown', attempt, at, why: answer.why };
    case 'deferred':
      return state.is === 'intended' ? deferred(state, answer.why, at) : undefined;
  }
}

function deferred({ attempts }: Intended, why: string, at: string): DeliveryState {
  const pause = PAUSES[attempts - 1];
  if (pause === undefined)
    return { is: 'refused', at, answer: `not accepted in ${attempts} attempts: ${why}` };
  const notBefore = new Date(Date.parse(at) + pause * MINUTE_MS).toISOString();
  return { is: 'planned', notBefore, attempts, last: why };
}

/** An attempt without an answer: unknown where its process is gone or its time is over, else it goes on. */
export function afterLoss(
  state: Intended,
  { holder, isAlone, machine, at }: { holder: string; isAlone: boolean; machine: string; at: string },
): DeliveryState | undefined {
  if (!isAlone && state.holder !== holder && machine < state.until) return undefined;
  const why = 'Navi stopped between sending it and storing the answer';
  return { is: 'unknown', attempt: state.attempt, at, why };
}

/** Whether all of a notice is settled, and when the next message may be sent: null where that needs a person. */
export function progressOf(
  deliveries: readonly Delivery[],
): { is: 'given' } | { is: 'waits'; until: string | null } {
  if (deliveries.length > 0 && deliveries.every(({ state }) => isSettled(state))) return { is: 'given' };
  const due = deliveries.flatMap(({ state, recipient }) =>
    state.is === 'planned' && state.notBefore !== null && recipient.channel !== 'by-hand'
      ? [state.notBefore]
      : [],
  );
  return { is: 'waits', until: due.toSorted()[0] ?? null };
}
