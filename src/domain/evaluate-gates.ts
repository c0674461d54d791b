import type { Finding, Gate, GateFacts, Judged, Verdict } from './gate.ts';
import { GATE_MODES, type GateMode } from './gate-modes.ts';
import type { RefusalReason } from './refusal.ts';
import { explain } from './refusals.ts';

/** All verdicts, in the order of the list. */
export function evaluateGates(gates: readonly Gate[], facts: GateFacts, at: string): Judged[] {
  return gates
    .filter((gate) => gate.isOfCommit !== true || facts.isBeforeClaim !== true)
    .flatMap((gate) => verdictsOf(gate, facts, at));
}

/** The verdicts of one gate, as its mode lets it judge. */
export function verdictsOf(gate: Gate, facts: GateFacts, at: string): Judged[] {
  // A policy from before the gate has no mode for it.
  const mode = facts.settings.gates[gate.id] ?? GATE_MODES[gate.id] ?? 'block';
  return [gate.evaluate(facts, at)].flat().map((found) => inMode(mode, verdictOf(gate.id, found)));
}

/** In `warn` it never blocks, in `shadow` it decides nothing. */
function inMode(mode: GateMode, verdict: Verdict): Judged {
  if (mode === 'block' || verdict.is === 'pass') return verdict;
  const { gate, is } = verdict;
  const evidence = verdict.is === 'block' ? explain(verdict.reason).text : verdict.evidence;
  return mode === 'warn' ? { gate, is: 'warn', evidence } : { gate, is: 'shadow', would: is, evidence };
}

function verdictOf(gate: string, found: Finding): Verdict {
  if (found.is !== 'block') return { gate, ...found };
  if ('reason' in found) return { gate, ...found };
  const { text, who, next } = found;
  return { gate, is: 'block', reason: { code: 'gate-refused', gate, text, who, next } };
}

export function blockersOf(verdicts: readonly Judged[]): RefusalReason[] {
  return verdicts.flatMap((verdict) => (verdict.is === 'block' ? [verdict.reason] : []));
}

/** What a card shows: everything but what was found in shadow. */
export function shownVerdicts(verdicts: readonly Judged[]): Verdict[] {
  return verdicts.filter((one): one is Verdict => one.is !== 'shadow');
}
