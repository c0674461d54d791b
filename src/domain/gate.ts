import type { RefusalReason } from './refusal.ts';

/** The verdict of one pure check over facts. A block says why in the refusal catalogue's terms. */
export type Verdict =
  | { gate: string; is: 'pass'; evidence: string }
  | { gate: string; is: 'warn'; evidence: string }
  | { gate: string; is: 'block'; reason: RefusalReason };

export function blockersOf(verdicts: readonly Verdict[]): RefusalReason[] {
  return verdicts.flatMap((verdict) => (verdict.is === 'block' ? [verdict.reason] : []));
}
