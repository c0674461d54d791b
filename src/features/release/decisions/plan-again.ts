import type { Decided } from '../../../domain/click.ts';
import type { Message } from '../../../domain/message.ts';
import type { Operation } from '../../../domain/operation.ts';
import { namesIn } from '../../../domain/person.ts';
import { accepted } from '../../../engine/accepted.ts';
import { onClick, placeOf } from '../../../engine/click.ts';
import type { Context } from '../../../engine/context.ts';
import { OPERATION } from '../../../engine/decision-subject.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { planRelease } from '../plan-release.ts';

export default defineDecision({
  name: 'plan-again',
  about: OPERATION,
  permission: null,
  button: { label: 'Plan again', says: 'Plan again: make a new plan for the', style: 'primary' },
  place: 80,
  offered: (operation, { operations }) =>
    isUndecided(operation) && operations.traitsOf(operation).releases === true,
  apply: planAgain,
});

/** It ended before it was approved, so that nothing of it ran. */
function isUndecided({ state }: Operation): boolean {
  return state.is === 'expired' || state.is === 'rejected' || state.is === 'retracted';
}

/** Plans the release again, in the name of the person who clicked. */
async function planAgain(context: Context, click: Decided): Promise<Message> {
  let version: string | null = null;
  const answer = await onClick(context, click, {
    asked: 'plan again',
    apply: async (_tx, believed) => {
      const { row: operation, person } = believed;
      const roles = context.settings.permissions['request-release'];
      if (!person.roles.some((role) => roles.includes(role)))
        return {
          refused: {
            code: 'permission-missing',
            permission: 'request-release',
            roles,
            people: namesIn(context.settings.people, roles),
          },
        };
      if (!isUndecided(operation))
        return { refused: { code: 'choice-not-offered', operation: operation.id, choice: 'plan again' } };
      version = operation.plan.content.version;
      return accepted(operation, 'Planning again.');
    },
  });
  if (version === null) return answer;
  return planRelease(context, { version, dryRun: false, caller: click.caller, place: placeOf(click) });
}
