import { cardOf } from '../domain/card.ts';
import type { Card } from '../domain/message.ts';
import type { Operation } from '../domain/operation.ts';
import { titleOf } from './keep-step.ts';
import type { Ground } from './ports.ts';

/** An operation's card as of now, for whoever shows it. */
export function cardFor(ground: Ground, operation: Operation): Card {
  return cardOf(operation, {
    title: titleOf,
    approvers: approversOf(ground, operation),
    now: ground.clock.now(),
  });
}

/** Slack ids of the people who may decide on this plan. */
export function approversOf(ground: Ground, operation: Operation): string[] {
  const rule = operation.plan.content.approval;
  if (rule.is === 'none') return [];
  return ground.settings.people
    .filter((person) => person.roles.some((role) => rule.roles.includes(role)))
    .filter(
      (person) => rule.is !== 'quorum' || !rule.notRequester || person.id !== operation.requester.person,
    )
    .flatMap((person) => person.slack ?? []);
}
