import type { JournalKey } from '../domain/journal.ts';

/** What every journal row says about the process that wrote it, and the key that chains it. */
export interface JournalContext {
  key: JournalKey;
  /** Keys that were in use before: rows that name them are still checked, nothing is written with them. */
  formerKeys?: readonly JournalKey[];
  configHash: string;
  botVersion: string;
  /** Hosts of the endpoints in use, so that a record from a simulator can never pass for a real one. */
  hosts: readonly string[];
}

/** The key a row names, or undefined when Navi was not given it. */
export function keyNamed(context: JournalContext, id: string): JournalKey | undefined {
  return [context.key, ...(context.formerKeys ?? [])].find((key) => key.id === id);
}
