import type { z } from 'zod';

/** Parses what is parsed once in a process: zod does not compile a parser for it, which takes longer than the parsing itself. */
export function parseOnce<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.ZodSafeParseResult<z.output<Schema>> {
  return schema.safeParse(value, { jitless: true });
}
