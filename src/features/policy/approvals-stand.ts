import { type Decision, isApproved, standing } from '../../domain/approval.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Person } from '../../domain/person.ts';
import type { Context, Reopen, Wait, WriteCheck } from '../../engine/context.ts';
import { peopleNow } from '../../engine/people-now.ts';
import { ServiceError } from '../../ports/service-error.ts';
import { releaseContent } from '../release/plans/release-content.ts';

/** An account that took part in a decision within this time was just read. */
const FRESH_MS = 10 * 60_000;
const ASK_AGAIN_MS = 5_000;

/** Before the first write, the approvals of those who may still approve must be enough: else it needs approval again. */
export const approvalsStand: WriteCheck = { beforeFirstWrite: lostApprovals };

async function lostApprovals(context: Context, operation: Operation): Promise<Reopen | Wait | null> {
  const { content, hash } = operation.plan;
  const rule = content.approval;
  if (!releaseContent.is(content) || rule.is !== 'quorum') return null;
  const { decisions, people } = await context.store.transaction(async (tx) => ({
    decisions: await tx.journal.decisions(operation.id),
    people: await peopleNow(tx, context),
  }));
  const read = await withoutStrangers(context, people, decisions);
  if (!Array.isArray(read)) return read;
  const left = standing(rule, decisions, { people: read, requester: operation.requester.person });
  if (isApproved(rule, hash, left)) return null;
  const isLeft = (person: string) => left.some((one) => one.person === person);
  const gone = operation.approvers.filter(({ person }) => !isLeft(person)).map(({ name }) => name);
  return {
    is: 'reopen',
    why: [`${gone.join(', ') || 'an approver'} may not approve it any more`],
    approvers: operation.approvers.filter(({ person }) => isLeft(person)),
  };
}

/** The people without those whose account is not a member's any more; a wait where Slack does not say. */
async function withoutStrangers(
  { directory, clock, settings }: Context,
  people: readonly Person[],
  decisions: readonly Decision[],
): Promise<Person[] | Wait> {
  const now = clock.now().getTime();
  const old = decisions.filter(({ at }) => now - Date.parse(at) > FRESH_MS).map(({ person }) => person);
  try {
    const known = await Promise.all(
      people.map(async (person) => {
        if (person.slack === undefined || !old.includes(person.id)) return [person];
        return (await directory.standing(person.slack)).is === 'member' ? [person] : [];
      }),
    );
    return known.flat();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const expects = `Slack to confirm the approvers (${error.facts.problem})`;
    return { expects, askAgainInMs: ASK_AGAIN_MS, limit: settings.deadlines.answer };
  }
}
