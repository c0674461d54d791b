import { hasWritten, type Operation } from '../../domain/operation.ts';
import { policyOf, readingForBoth } from '../../domain/policy.ts';
import type { Rechecked } from '../../domain/rechecked.ts';
import type { ReleaseFacts } from '../../domain/release-facts.ts';
import type { Context } from '../../engine/context.ts';
import { byNavi } from '../../engine/save.ts';
import { mayReuse } from '../surfaces/index.ts';
import { readFacts, shownOf } from './plan-release.ts';
import { releaseContent } from './plans/release-content.ts';
import { judgementOf } from './record-judgement.ts';
import { type DecidedRelease, decideRelease, differencesBetween } from './release-plan.ts';
import { replanRest } from './replan-rest.ts';

/**
 * Reads the facts of a saved plan again, before a decision and before the first write. `same`: the plan still holds.
 * `changed`: it does not, and `operation` carries revision + 1 with approvals void. `blocked`: a gate refuses now, or
 * the facts could not be read; nothing is void. After the first write no gate runs, and only the remaining steps are
 * planned.
 */
export async function replan(context: Context, operation: Operation): Promise<Rechecked> {
  const { content, revision } = operation.plan;
  if (!releaseContent.is(content)) return { is: 'same' };
  const planned = { at: Date.parse(operation.plan.createdAt), isWhole: true };
  if (await mayReuse(context, 'release', planned)) return { is: 'same' };
  if (hasWritten(operation)) return replanRest(context, operation, content);
  const { settings } = context;
  const both = { ...context, settings: readingForBoth(settings, content.judgedBy) };
  const facts = await readFacts(both, content.version, content.commit);
  if ('is' in facts) return { is: 'blocked', refusal: facts };
  const own = {
    ...facts,
    ...(content.exception === undefined ? {} : { exception: content.exception }),
    ...(content.breakGlass === undefined ? {} : { breakGlass: content.breakGlass.reason }),
    requester: operation.requester.person,
    isBeforeClaim: content.claim === undefined,
    surfaces: facts.surfaces.map((one) => (one.heldBy === operation.id ? { ...one, heldBy: null } : one)),
  };
  const stamp = {
    operation: operation.id,
    revision: revision + 1,
    now: context.clock.now().toISOString(),
    policy: context.policy,
    ...(content.judgedBy === undefined ? {} : { own: content.judgedBy }),
  };
  const decided = decideRelease(own, settings, stamp);
  await recordJudgement(context, operation, { facts: own, verdicts: decided.verdicts });
  if (decided.is === 'refusal') return { is: 'blocked', refusal: decided };
  const differences = differencesBetween(content, decided.plan.content, policyOf(settings));
  if (differences.length === 0) return { is: 'same' };
  return {
    is: 'changed',
    differences,
    operation: {
      ...operation,
      plan: decided.plan,
      steps: Object.fromEntries(
        decided.plan.content.steps.map((step) => [step.id, { is: 'waiting' as const }]),
      ),
      shown: shownOf(own, decided.verdicts),
      approvers: [],
    },
  };
}

/** Journals how the saved plan was judged again, whatever follows from it. */
async function recordJudgement(
  { store, policy }: Context,
  operation: Operation,
  { facts, verdicts }: { facts: ReleaseFacts; verdicts: DecidedRelease['verdicts'] },
): Promise<void> {
  const occasion = operation.state.is === 'awaiting-approval' ? 'approval' : 'first write';
  const details = judgementOf({ occasion, policy, verdicts, facts });
  await store.transaction(async (tx) => tx.journal.append(byNavi(operation, 'judged', details)));
}
