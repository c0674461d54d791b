import type { Click } from '../domain/click.ts';
import type { Message } from '../domain/message.ts';
import type { Operation } from '../domain/operation.ts';
import { namesIn } from '../domain/person.ts';
import { type Refusal, refuse } from '../domain/refusal.ts';
import { heldAgain, isRest } from '../features/release/rest-plan.ts';
import type { Tx } from '../ports/store.ts';
import { accepted } from './accepted.ts';
import { believe, cardKnown, onClick, placeOf, record } from './click.ts';
import { keepOperation } from './keep.ts';
import { planRelease } from './planners/plan-release.ts';
import type { Ground } from './ports.ts';

/** The requester withdraws a plan before it is decided on. */
export async function retract(ground: Ground, click: Click): Promise<Message> {
  return onClick(ground, click, {
    asked: 'retract',
    apply: async (tx, believed) => {
      const { operation, person } = believed;
      if (person.id !== operation.requester.person)
        return { refused: { code: 'not-the-requester', requester: operation.requester.name } };
      if (operation.state.is !== 'awaiting-approval')
        return { refused: { code: 'already-decided', operation: operation.id, state: operation.state.is } };
      const at = ground.clock.now().toISOString();
      record(tx, click, { event: 'retracted', believed, details: {} });
      const why = `${person.name} withdrew the plan of the remaining steps`;
      if (isRest(operation))
        await keepOperation(tx, heldAgain(operation, { at, why, steps: ground.steps }), at);
      else await end(tx, { ...operation, state: { is: 'retracted', at, by: person.name } }, at);
      return accepted(operation, `You withdrew v${operation.plan.content.version}.`);
    },
  });
}

/** Plans an expired release again, as the person who clicked. */
export async function planAgain(ground: Ground, click: Click): Promise<Message> {
  let version: string | null = null;
  const answer = await onClick(ground, click, {
    asked: 'plan again',
    apply: async (_tx, believed) => {
      const { operation, person } = believed;
      const roles = ground.settings.permissions['request-release'];
      if (!person.roles.some((role) => roles.includes(role)))
        return {
          refused: {
            code: 'permission-missing',
            permission: 'request-release',
            roles,
            people: namesIn(ground.settings.people, roles),
          },
        };
      if (operation.state.is !== 'expired')
        return { refused: { code: 'choice-not-offered', operation: operation.id, choice: 'plan again' } };
      version = operation.plan.content.version;
      return accepted(operation, 'Planning again.');
    },
  });
  if (version === null) return answer;
  return planRelease(ground, { version, dryRun: false, caller: click.caller, place: placeOf(click) });
}

/** The whole plan, for reading: anybody known may. */
export async function details(
  ground: Ground,
  click: Click,
): Promise<{ is: 'details'; operation: Operation } | Refusal> {
  await cardKnown(ground, click);
  return ground.store.transaction(async (tx) => {
    const believed = await believe(tx, click);
    if ('refused' in believed) return refuse(believed.refused);
    return { is: 'details' as const, operation: believed.operation };
  });
}

async function end(tx: Tx, operation: Operation, at: string): Promise<void> {
  await tx.surfaces.free(operation.id);
  await keepOperation(tx, { ...operation, finishedAt: at }, at);
}
