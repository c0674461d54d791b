import type { RefusalReason } from './refusal.ts';
import type { ReleaseFacts } from './release-facts.ts';
import type { Settings } from './settings.ts';

/** The verdict of one pure check over facts. A block explains why with an entry of the refusal catalogue. */
export type Verdict =
  | { gate: string; is: 'pass'; evidence: string }
  | { gate: string; is: 'warn'; evidence: string }
  | { gate: string; is: 'block'; reason: RefusalReason };

/** What a gate in shadow would have said. It decides nothing. */
export interface ShadowVerdict {
  gate: string;
  is: 'shadow';
  would: 'warn' | 'block';
  evidence: string;
}

/** A verdict as it is recorded. */
export type Judged = Verdict | ShadowVerdict;

/** The result of one gate: a verdict without the gate's name. */
export type Finding =
  | { is: 'pass' | 'warn'; evidence: string }
  | { is: 'block'; reason: RefusalReason }
  /** A reason that only this gate gives: why, who can clear it, and what to type or click next. */
  | { is: 'block'; text: string; who: string; next: string };

/** The input of a gate: the facts that were read, and the policy in force. */
export interface GateFacts extends ReleaseFacts {
  settings: Settings;
}

/** Plain texts. */
export interface Advice {
  who: string;
  next: string;
}

/** One gate of a release. */
export interface Gate {
  /** The condition that holds where it passes, as the card shows it. */
  id: string;
  /**
   * It checks only the commit's content, so it runs once, when the plan is made. A plan from before this gate passed
   * the rules of its time, and its commit cannot change.
   */
  isOfCommit?: true;
  /**
   * Pure in the facts and an instant (ISO), so that it can be evaluated for another time. Finds nothing where it does
   * not apply.
   */
  evaluate(facts: GateFacts, at: string): Finding | readonly Finding[];
  /** Who can do something about its warning, and what to type or click next; absent where nothing can be done. */
  whenWarned?: Advice;
  /** The instants (ISO) at which its verdict may change by itself; absent where only the facts change it. */
  turns?(facts: GateFacts): readonly string[];
}

/** Declares a gate. */
export function defineGate(gate: Gate): Gate {
  return gate;
}

/** A block with a reason of the catalogue. */
export function block(reason: RefusalReason): Finding {
  return { is: 'block', reason };
}
