import { approvalsNeeded, decidersOf, withMore } from '../../../domain/approval.ts';
import type { Decided } from '../../../domain/click.ts';
import { frozenAt } from '../../../domain/freeze.ts';
import type { Message } from '../../../domain/message.ts';
import type { Operation } from '../../../domain/operation.ts';
import type { Settings } from '../../../domain/settings.ts';
import { accepted } from '../../../engine/accepted.ts';
import { deny, onClick, record } from '../../../engine/click.ts';
import type { Context } from '../../../engine/context.ts';
import { OPERATION } from '../../../engine/decision-subject.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { recordRefusal } from '../../../engine/open-differences.ts';
import { saveRevision } from '../../../engine/save-revision.ts';
import { configuredFreezes, setFreezesIn } from '../../calendar/index.ts';
import { type ReleaseContent, releaseContent } from '../../release/plans/release-content.ts';
import { isHeldByFreeze } from '../jobs/thaw.ts';
import { revisedInFreeze } from '../revise-held.ts';

/** A release that waits for the end of a freeze may write in it, with a reason and one more approver. */
export default defineDecision({
  name: 'except',
  about: OPERATION,
  permission: 'request-release',
  button: { label: 'Ask for an exception', says: 'Ask for an exception to the freeze for the' },
  place: 65,
  offered: isHeldByFreeze,
  asks: {
    title: 'Exception to the freeze',
    submit: 'Ask for it',
    reason: 'Why it cannot wait',
    says: () => ['The plan needs approval again, by one more person than usual.'],
  },
  word: {
    name: 'except',
    summary: 'Ask for an exception to the freeze for a paused release, with one more approver.',
    examples: ['except rel_01J "a security fix"'],
    takes: 'reason',
  },
  apply: except,
});

async function except(context: Context, click: Decided): Promise<Message> {
  const configured = await configuredFreezes(context);
  return onClick(context, click, {
    asked: 'except',
    apply: async (tx, believed) => {
      const { row: operation } = believed;
      const { content } = operation.plan;
      const differs = await recordRefusal(tx);
      if (differs !== null) return { refused: differs };
      if (!isHeldByFreeze(operation) || !releaseContent.is(content))
        return { refused: { code: 'choice-not-offered', operation: operation.id, choice: 'except' } };
      const at = context.clock.now().toISOString();
      const freezes = frozenAt([...configured, ...(await setFreezesIn(tx))], at).map(({ id }) => id);
      const revised = excepted(operation, content, {
        exception: { freezes, reason: click.reason },
        settings: context.settings,
        at,
      });
      const lacking = lackingApprovers(revised, context.settings);
      if (lacking !== null) return { refused: lacking };
      const differences = [`exception to the freeze: ${click.reason}`];
      const held = await saveRevision(tx, revised, { differences, at, known: context });
      if (held.length > 0) return deny(tx, click, { asked: 'except', reasons: held });
      record(tx, click, { event: 'replanned', believed, details: { exception: click.reason } });
      return accepted(operation, `The exception for v${content.version} waits for approval.`);
    },
  });
}

/** The same plan with the exception, as a new revision. */
function excepted(
  operation: Operation,
  content: ReleaseContent,
  {
    exception,
    settings,
    at,
  }: Required<Pick<ReleaseContent, 'exception'>> & { settings: Settings; at: string },
): Operation {
  const { approval } = content;
  const more = content.exception === undefined ? 1 : 0;
  const next: ReleaseContent = {
    ...content,
    exception: { ...exception, freezes: [...(content.exception?.freezes ?? []), ...exception.freezes] },
    approval: withMore(approval, more),
  };
  return revisedInFreeze(operation, next, { settings, at });
}

function lackingApprovers({ plan, requester }: Operation, { people }: Settings) {
  const rule = plan.content.approval;
  if (rule.is !== 'quorum') return null;
  const deciders = decidersOf(rule, { people, requester: requester.person });
  const needs = approvalsNeeded(rule);
  if (deciders.length >= needs) return null;
  return {
    code: 'exception-lacks-approvers' as const,
    needs,
    people: deciders.map(({ name }) => name),
  };
}
