import { z } from 'zod';
import type { JournalRow } from '../domain/journal.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Operation } from '../domain/operation.ts';

/** What a kind of step reads back, declared apart from the step: for features that may not import the step's own. */
interface DeclaredEvidence<Evidence extends JsonObject> {
  /** The step's kind. */
  kind: string;
  evidence: z.ZodType<Evidence>;
  /** What the first step of this kind has read back; undefined before it is done. */
  in(operation: Operation): Evidence | undefined;
  /** The same of an ended operation, whose state may have been edited: by the authentic rows of its journal. */
  inRows(rows: readonly Read[]): Evidence | undefined;
}

type Read = { row: Pick<JournalRow, 'event' | 'details'>; authentic: boolean };

const Details = z.object({ step: z.string(), state: z.object({ evidence: z.unknown() }) });

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
    inRows: (rows) => {
      const done = rows.flatMap(({ row, authentic }) => {
        const read = authentic && row.event === 'step-done' ? Details.safeParse(row.details).data : undefined;
        return read?.step === kind ? [read.state.evidence] : [];
      });
      return evidence.safeParse(done.at(-1)).data;
    },
  };
}
