import type { z } from 'zod';
import type { JsonObject } from '../domain/json.ts';
import type { Operation } from '../domain/operation.ts';

/** What a kind of step reads back, declared apart from the step: for features that may not import the step's own. */
interface DeclaredEvidence<Evidence extends JsonObject> {
  /** The step's kind. */
  kind: string;
  evidence: z.ZodType<Evidence>;
  /** What the first step of this kind has read back; undefined before it is done. */
  in(operation: Operation): Evidence | undefined;
}

/** Declares the evidence of a kind of step. The step is defined with both: `defineStep({ ...built, … })`. */
export function defineEvidence<Evidence extends JsonObject>({
  kind,
  evidence,
}: Pick<DeclaredEvidence<Evidence>, 'kind' | 'evidence'>): DeclaredEvidence<Evidence> {
  return {
    kind,
    evidence,
    in: ({ plan, steps }) => {
      const own = plan.content.steps.find((step) => step.kind === kind);
      const state = own === undefined ? undefined : steps[own.id];
      return state?.is === 'done' ? evidence.safeParse(state.evidence).data : undefined;
    },
  };
}
