import type { z } from 'zod';
import type { Operation } from '../domain/operation.ts';
import type { Plan, PlanContent } from '../domain/plan.ts';

/** The plan's fields of one kind of operation, besides those of every plan. `own` parses the stored fields. */
interface ContentDefinition<C extends PlanContent> {
  kind: C['kind'];
  own: z.ZodType<Omit<C, keyof PlanContent>>;
}

/** The plans of one kind of operation. Parsing removes and adds nothing: the hash is of the whole plan. */
export interface Content<C extends PlanContent> {
  kind: string;
  /** Whether the plan is of this kind, in a form that this version knows. */
  is(content: PlanContent): content is C;
  isIn(operation: Operation): operation is Operation & { plan: Plan<C> };
  /** Undefined for plans of another kind. */
  in(operation: Operation): C | undefined;
}

/** Declares the plan of a kind of operation. Only this schema reads stored plans. */
export function defineContent<C extends PlanContent>({ kind, own }: ContentDefinition<C>): Content<C> {
  const is = (content: PlanContent): content is C => content.kind === kind && own.safeParse(content).success;
  return {
    kind,
    is,
    isIn: (operation): operation is Operation & { plan: Plan<C> } => is(operation.plan.content),
    in: ({ plan }) => (is(plan.content) ? plan.content : undefined),
  };
}
