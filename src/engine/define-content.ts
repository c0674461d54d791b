import type { z } from 'zod';
import type { Operation } from '../domain/operation.ts';
import type { Plan, PlanContent } from '../domain/plan.ts';

/** What one kind of operation plans, beside what every plan holds. `own` reads those fields as they are stored. */
interface ContentDefinition<C extends PlanContent> {
  kind: C['kind'];
  own: z.ZodType<Omit<C, keyof PlanContent>>;
}

/** The plans of one kind of operation. Nothing is taken out of a plan or put into it: its hash is of the whole. */
export interface Content<C extends PlanContent> {
  kind: string;
  /** Whether the plan is of this kind, in a form that this version knows. */
  is(content: PlanContent): content is C;
  isIn(operation: Operation): operation is Operation & { plan: Plan<C> };
  /** Undefined for plans of another kind. */
  in(operation: Operation): C | undefined;
}

/** Declares what a kind of operation plans. Stored plans are read by it and by nothing else. */
export function defineContent<C extends PlanContent>({ kind, own }: ContentDefinition<C>): Content<C> {
  const is = (content: PlanContent): content is C => content.kind === kind && own.safeParse(content).success;
  return {
    kind,
    is,
    isIn: (operation): operation is Operation & { plan: Plan<C> } => is(operation.plan.content),
    in: ({ plan }) => (is(plan.content) ? plan.content : undefined),
  };
}
