import type { Operation } from '../domain/operation.ts';
import type { Plan, PlanContent } from '../domain/plan.ts';
import type { PlanSheet } from '../domain/plan-sheet.ts';
import type { Context, Recheck } from './context.ts';
import type { Content } from './define-content.ts';
import type { CardMoment, CardParts, OperationKind, OperationTraits, OperationWords } from './operations.ts';

/** Everything about one kind of operation. */
interface OperationDefinition<C extends PlanContent> extends Omit<OperationTraits, 'releases'> {
  content: Content<C>;
  words: OperationWords;
  /** Reads the facts of its plan again, before a decision and before the first write; absent where the plan has none. */
  recheck?: Recheck;
  /** It makes a version live that was not live before, from this commit; undefined where it makes nothing live. Other kinds go back to one. */
  releases?(content: C): { commit: string } | undefined;
  /** At a card's head. */
  headline(content: C): string;
  /** The card's text when it is done. */
  outcome(operation: Operation & { plan: Plan<C> }): string;
  /** What cards and windows show of its plan besides what every plan has. Pure. */
  sheet?(operation: Operation & { plan: Plan<C> }): PlanSheet;
  /** What its card has besides its state, its steps and its buttons. Pure. */
  card?(operation: Operation & { plan: Plan<C> }, view: CardMoment): CardParts;
}

/** A kind of operation, for registration. */
interface DefinedOperation extends OperationKind {
  recheck?: Recheck;
}

/** Declares a kind of operation. */
export function defineOperation<C extends PlanContent>({
  content,
  words,
  headline,
  outcome,
  sheet,
  card,
  recheck,
  releases,
  ...traits
}: OperationDefinition<C>): DefinedOperation {
  return {
    kind: content.kind,
    traits: { ...traits, ...(releases !== undefined && { releases: true }) },
    words,
    isKnown: content.is,
    open: (operation) =>
      content.isIn(operation)
        ? {
            headline: headline(operation.plan.content),
            releases: releases?.(operation.plan.content),
            outcome: () => outcome(operation),
            sheet: () => sheet?.(operation) ?? {},
            card: (view) => card?.(operation, view) ?? {},
          }
        : undefined,
    ...(recheck === undefined ? {} : { recheck }),
  };
}

/** How the plan of each kind of operation is checked again. */
export function rechecksOf(kinds: readonly DefinedOperation[]): Context['rechecks'] {
  return Object.fromEntries(
    kinds.flatMap(({ kind, recheck }) => (recheck === undefined ? [] : [[kind, recheck]])),
  );
}
