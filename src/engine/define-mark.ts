import type { z } from 'zod';
import type { JsonObject } from '../domain/json.ts';

/** A statement in a step's definition for other modules. The engine passes it on and does not know its meaning. */
export interface Mark {
  kind: string;
  value: JsonObject;
}

/** A kind of mark, with the type of its value. */
export interface MarkKind<Value extends JsonObject> {
  kind: string;
  of(value: Value): Mark;
  /** The first mark of this kind; undefined where there is none. */
  in(marks: readonly Mark[] | undefined): Value | undefined;
}

/** Declares a kind of mark. */
export function defineMark<Value extends JsonObject>({
  kind,
  value: schema,
}: {
  kind: string;
  value: z.ZodType<Value>;
}): MarkKind<Value> {
  return {
    kind,
    of: (value) => ({ kind, value }),
    in: (marks) => {
      const found = marks?.find((mark) => mark.kind === kind);
      return found === undefined ? undefined : schema.parse(found.value);
    },
  };
}
