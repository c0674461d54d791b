import { decidersOf } from '../../domain/approval.ts';
import type { Card } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import { slackIdsIn } from '../../domain/person.ts';
import { pointerSurface, type Surface } from '../../domain/surface.ts';
import type { Context } from '../../engine/context.ts';
import { cardOf } from './card.ts';

/** An operation's card as of now; `surfaces` say what is live. */
export function cardFor(context: Context, operation: Operation, surfaces: readonly Surface[] = []): Card {
  const { steps, operations, decisions, settings, clock } = context;
  const pointer = pointerSurface(operation.plan.content.line);
  return cardOf(operation, {
    live: surfaces.find(({ id }) => id === pointer)?.live.version ?? null,
    steps,
    operations,
    decisions,
    approvers: approversOf(context, operation),
    now: clock.now(),
    settings,
  });
}

/** Slack ids of the people who may decide on this plan. */
export function approversOf({ settings: { people } }: Context, operation: Operation): string[] {
  const rule = operation.plan.content.approval;
  if (rule.is === 'none') return [];
  if (rule.is === 'confirm') return slackIdsIn(people, rule.roles);
  const requester = operation.requester.person;
  return decidersOf(rule, { people, requester }).flatMap((person) => person.slack ?? []);
}
