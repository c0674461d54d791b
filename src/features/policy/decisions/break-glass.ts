import { approvalsNeeded } from '../../../domain/approval.ts';
import { type BreakGlass, liftsText, MORE_APPROVALS, NOT_FROZEN } from '../../../domain/break-glass.ts';
import type { Decided } from '../../../domain/click.ts';
import { actorOf } from '../../../domain/journal.ts';
import type { Message } from '../../../domain/message.ts';
import { accepted } from '../../../engine/accepted.ts';
import { deny, onClick, placeOf, record } from '../../../engine/click.ts';
import type { Context } from '../../../engine/context.ts';
import { OPERATION } from '../../../engine/decision-subject.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { recordRefusal } from '../../../engine/open-differences.ts';
import { saveRevision } from '../../../engine/save-revision.ts';
import { noteBreakGlass } from '../../release/index.ts';
import { type ReleaseContent, releaseContent } from '../../release/plans/release-content.ts';
import { isHeldByFreeze } from '../jobs/thaw.ts';
import { revisedInFreeze } from '../revise-held.ts';

/** A release that waits for the end of a freeze goes out by break glass: with one approval, and a review afterwards. */
export default defineDecision({
  name: 'break-glass',
  about: OPERATION,
  permission: 'request-release',
  button: { label: 'Break glass', says: 'Break glass: lift the freeze for the', style: 'danger' },
  place: 66,
  offered: isHeldByFreeze,
  asks: {
    title: 'Break glass',
    submit: 'Break glass',
    reason: 'The emergency',
    says: () => [
      'It lifts the freeze for this release.',
      'The plan needs approval again, by one other person.',
      'A person who is not involved reviews it within 24 hours of the approval.',
    ],
  },
  word: {
    name: 'break-glass',
    summary: 'Lift the freeze for a paused release in an emergency; it is reviewed afterwards.',
    examples: ['break-glass rel_01J "customers cannot log in"'],
    takes: 'reason',
  },
  apply: breakGlass,
});

function breakGlass(context: Context, click: Decided): Promise<Message> {
  const asked = 'break glass';
  return onClick(context, click, {
    asked,
    apply: async (tx, believed) => {
      const { row: operation, person } = believed;
      const { content } = operation.plan;
      const differs = await recordRefusal(tx);
      if (differs !== null) return { refused: differs };
      if (!isHeldByFreeze(operation) || !releaseContent.is(content))
        return { refused: { code: 'choice-not-offered', operation: operation.id, choice: 'break-glass' } };
      const at = context.clock.now().toISOString();
      const broken = withoutFreeze(content, click.reason);
      const revised = revisedInFreeze(operation, broken, { settings: context.settings, at });
      const differences = [`break glass: ${click.reason}; lifts: ${liftsText(broken.breakGlass)}`];
      const held = await saveRevision(tx, revised, { differences, at, known: context });
      if (held.length > 0) return deny(tx, click, { asked, reasons: held });
      record(tx, click, { event: 'replanned', believed, details: { breakGlass: click.reason } });
      const actor = actorOf(click.caller, placeOf(click));
      const note = { operation: revised, breakGlass: broken.breakGlass, by: person.name, actor, at };
      await noteBreakGlass(tx, context, note);
      return accepted(operation, `v${content.version} waits for one approval.`);
    },
  });
}

/** The content by break glass: it lifts the freezes, and the approvals above the first. */
function withoutFreeze(content: ReleaseContent, reason: string): ReleaseContent & { breakGlass: BreakGlass } {
  const { approval, breakGlass: before } = content;
  const isMore = approval.is === 'quorum' && approvalsNeeded(approval) > 1;
  const lifts = [...(before?.lifts ?? []), NOT_FROZEN, ...(isMore ? [MORE_APPROVALS] : [])];
  const one = approval.is === 'quorum' ? oneOf(approval) : approval;
  return { ...content, approval: one, breakGlass: { reason, lifts: [...new Set(lifts)] } };
}

function oneOf({ covers: _covers, ...rule }: Extract<ReleaseContent['approval'], { is: 'quorum' }>) {
  return { ...rule, n: 1 };
}
