import { decidersOf } from '../../domain/approval.ts';
import type { Card } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Role } from '../../domain/person.ts';
import { pointerSurface, type Surface } from '../../domain/surface.ts';
import type { Context } from '../../engine/context.ts';
import { cardOf } from './card.ts';

/** An operation's card as of now; `surfaces` say what is live. */
export function cardFor(context: Context, operation: Operation, surfaces: readonly Surface[] = []): Card {
  const pointer = pointerSurface(operation.plan.content.line);
  return cardOf(operation, {
    live: surfaces.find(({ id }) => id === pointer)?.live.version ?? null,
    steps: context.steps,
    decisions: context.decisions,
    approvers: approversOf(context, operation),
    now: context.clock.now(),
    budgetMs: context.settings.rollback.budget.byHand,
    reviewAfterMs: context.settings.rollback.reviewAfter,
  });
}

/** Slack ids of the people who may decide on this plan. */
export function approversOf(context: Context, operation: Operation): string[] {
  const rule = operation.plan.content.approval;
  if (rule.is === 'none') return [];
  if (rule.is === 'confirm') return rolesToAsk(context, rule.roles);
  const requester = operation.requester.person;
  return decidersOf(rule, { people: context.settings.people, requester }).flatMap(
    (person) => person.slack ?? [],
  );
}

/** Slack ids of everyone in one of these roles. */
export function rolesToAsk(context: Pick<Context, 'settings'>, roles: readonly Role[]): string[] {
  return context.settings.people
    .filter((person) => person.roles.some((role) => roles.includes(role)))
    .flatMap((person) => person.slack ?? []);
}

/** Slack ids of the owners, called when a rollback is out of the ordinary. */
export function ownersOf(context: Pick<Context, 'settings'>): string[] {
  const owners = rolesToAsk(context, ['owner']);
  return owners.length > 0 ? owners : rolesToAsk(context, ['approver']);
}
