import type { PlanStep } from '../domain/step.ts';
import type { OpenStep, StepKind } from './step.ts';
import type { StepTraits } from './step-traits.ts';

/** The kinds of steps that this version knows. A newer kind is undefined: report it and leave it unchanged. */
export interface Steps {
  kinds: readonly string[];
  /** The parsed step; undefined where the kind, or the form of its parameters, is unknown. */
  open(step: PlanStep): OpenStep | undefined;
  traitsOf(step: PlanStep): StepTraits;
  /** The step's title; its id where the step is unknown. */
  titleOf(step: PlanStep): string;
}

export function stepsOf(kinds: readonly StepKind[]): Steps {
  const byName = new Map(kinds.map((one) => [one.kind, one]));
  if (byName.size < kinds.length) throw new Error('two kinds of steps have one name');
  const open = (step: PlanStep) => byName.get(step.kind)?.open(step);
  return {
    kinds: [...byName.keys()],
    open,
    traitsOf: ({ kind }) => byName.get(kind)?.traits ?? {},
    titleOf: (step) => open(step)?.title ?? step.id,
  };
}
