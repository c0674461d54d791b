import { approvalsNeeded, bothRules, type Quorum } from '../../domain/approval.ts';
import { liftChecks, MORE_APPROVALS } from '../../domain/break-glass.ts';
import { evaluateGates } from '../../domain/evaluate-gates.ts';
import type { Gate, Judged } from '../../domain/gate.ts';
import { isSamePolicy, type Policy, policyOf, underPolicy } from '../../domain/policy.ts';
import type { ReleaseFacts } from '../../domain/release-facts.ts';
import type { Settings } from '../../domain/settings.ts';
import { ruleOf } from './approval-of.ts';
import { RELEASE_GATES } from './gates/release-gates.ts';

/** Each gate's verdict, and who must approve. */
export interface Judgement {
  verdicts: Judged[];
  approval: Quorum;
  /** What break glass lifts; empty without it. */
  lifts: readonly string[];
}

/**
 * Judges by the policy in force, and by the one under which the plan was requested (`own`) where it is another: the
 * stricter verdict of each gate counts, and approvals satisfy both rules. Break glass lifts some of it. Pure.
 */
export function judge(facts: ReleaseFacts, settings: Settings, under: Under): Judgement {
  const judged = judgeAll(facts, settings, under);
  const { breakGlass, ...usual } = facts;
  if (breakGlass === undefined) return { ...judged, lifts: [] };
  const { verdicts, lifts } = liftChecks(judged.verdicts);
  const isMore = approvalsNeeded(judgeAll(usual, settings, under).approval) > 1;
  return { ...judged, verdicts, lifts: [...lifts, ...(isMore ? [MORE_APPROVALS] : [])] };
}

interface Under {
  /** ISO. */
  at: string;
  own: Policy | undefined;
}

function judgeAll(
  facts: ReleaseFacts,
  settings: Settings,
  { at, own }: Under,
): Pick<Judgement, 'verdicts' | 'approval'> {
  const verdicts = evaluateGates(RELEASE_GATES, { ...facts, settings }, at);
  const approval = ruleOf(facts, settings);
  if (own === undefined || isSamePolicy(own, policyOf(settings))) return { verdicts, approval };
  const before = underPolicy(settings, own);
  return {
    verdicts: strictest(
      RELEASE_GATES,
      verdicts,
      evaluateGates(RELEASE_GATES, { ...facts, settings: before }, at),
    ),
    approval: bothRules(approval, ruleOf(facts, before)),
  };
}

const STRICTNESS: Record<Judged['is'], number> = { shadow: 0, pass: 1, warn: 2, block: 3 };

/** Of each gate what the stricter policy lets it find; where both are as strict, what is in force. */
function strictest(gates: readonly Gate[], inForce: readonly Judged[], own: readonly Judged[]): Judged[] {
  return gates.flatMap(({ id }) => {
    const [now, before] = [inForce, own].map((verdicts) => verdicts.filter(({ gate }) => gate === id));
    return strictnessOf(before ?? []) > strictnessOf(now ?? []) ? (before ?? []) : (now ?? []);
  });
}

function strictnessOf(verdicts: readonly Judged[]): number {
  return Math.max(-1, ...verdicts.map(({ is }) => STRICTNESS[is]));
}
