import { evaluateGates } from '../../domain/evaluate-gates.ts';
import type { Gate, GateFacts, Judged, Verdict } from '../../domain/gate.ts';

type Blocking = Extract<Verdict, { is: 'block' }>;

/** When a release may be requested, as far as it can be known. */
export interface Earliest {
  /** ISO; null where no time alone is enough. */
  at: string | null;
  /** What blocks now and is over by then, with when it is (ISO). */
  passes: readonly { blocking: Blocking; until: string }[];
  /** What a person must clear first. */
  needsPerson: readonly Blocking[];
  /** Every verdict at that time; of now where there is none. */
  verdicts: readonly Judged[];
}

/**
 * Evaluates the gates now and at each instant at which one of them says that its verdict may change. What blocks at
 * all of them needs a person. Pure.
 */
export function decideWhen(gates: readonly Gate[], facts: GateFacts, now: string): Earliest {
  const turns = gates.flatMap((gate) => gate.turns?.(facts) ?? []).filter((at) => at > now);
  const looks = [now, ...new Set(turns.toSorted())].map((at) => {
    const verdicts = evaluateGates(gates, facts, at);
    return { at, verdicts, blocking: verdicts.filter((one): one is Blocking => one.is === 'block') };
  });
  const blocks = (gate: string, { blocking }: (typeof looks)[number]) =>
    blocking.some((one) => one.gate === gate);
  const first = looks[0]?.blocking ?? [];
  const needsPerson = first.filter(({ gate }) => looks.every((look) => blocks(gate, look)));
  const lasting = new Set(needsPerson.map(({ gate }) => gate));
  const free = looks.find(({ blocking }) => blocking.every(({ gate }) => lasting.has(gate)));
  const passes = first.flatMap((blocking) => {
    const over = looks.find((look) => !blocks(blocking.gate, look));
    return over === undefined ? [] : [{ blocking, until: over.at }];
  });
  return {
    at: needsPerson.length > 0 ? null : (free?.at ?? null),
    passes,
    needsPerson,
    verdicts: (free ?? looks[0])?.verdicts ?? [],
  };
}
