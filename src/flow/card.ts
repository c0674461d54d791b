import { decidersOf } from '../domain/approval.ts';
import type { Card } from '../domain/message.ts';
import type { Operation } from '../domain/operation.ts';
import type { Role } from '../domain/person.ts';
import { pointerSurface, type Surface } from '../domain/surface.ts';
import { cardOf } from '../features/card/card.ts';
import type { Ground } from './ports.ts';

/** An operation's card as of now, for whoever shows it; `surfaces` say what is live. */
export function cardFor(ground: Ground, operation: Operation, surfaces: readonly Surface[] = []): Card {
  const pointer = pointerSurface(operation.plan.content.line);
  return cardOf(operation, {
    live: surfaces.find(({ id }) => id === pointer)?.live.version ?? null,
    steps: ground.steps,
    decisions: ground.decisions,
    approvers: approversOf(ground, operation),
    now: ground.clock.now(),
    budgetMs: ground.settings.rollback.budget.byHand,
    reviewAfterMs: ground.settings.rollback.reviewAfter,
  });
}

/** Slack ids of the people who may decide on this plan. */
export function approversOf(ground: Ground, operation: Operation): string[] {
  const rule = operation.plan.content.approval;
  if (rule.is === 'none') return [];
  if (rule.is === 'confirm') return rolesToAsk(ground, rule.roles);
  const requester = operation.requester.person;
  return decidersOf(rule, { people: ground.settings.people, requester }).flatMap(
    (person) => person.slack ?? [],
  );
}

/** Slack ids of everybody in one of these roles. */
export function rolesToAsk(ground: Pick<Ground, 'settings'>, roles: readonly Role[]): string[] {
  return ground.settings.people
    .filter((person) => person.roles.some((role) => roles.includes(role)))
    .flatMap((person) => person.slack ?? []);
}

/** Slack ids of the owners, called when a rollback is out of the ordinary. */
export function ownersOf(ground: Pick<Ground, 'settings'>): string[] {
  const owners = rolesToAsk(ground, ['owner']);
  return owners.length > 0 ? owners : rolesToAsk(ground, ['approver']);
}
