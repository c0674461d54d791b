import type { z } from 'zod';
import type { JsonObject } from '../domain/json.ts';

/** Something that a step's definition says for others to read. The engine hands it on and does not know what it means. */
export interface Mark {
  kind: string;
  value: JsonObject;
}

/** A kind of mark, with the type of its value. */
export interface MarkKind<Value extends JsonObject> {
  kind: string;
  of(value: Value): Mark;
  /** The first of this kind; undefined where there is none. */
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
