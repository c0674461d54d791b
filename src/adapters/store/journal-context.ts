import type { JournalKey } from '../../domain/journal.ts';
import { UNNAMED_KEY } from '../../domain/journal-key.ts';

/** What every journal row states about the process that wrote it, and the key that chains it. */
export interface JournalContext {
  key: JournalKey;
  /** Earlier keys, the newest first: they verify rows of their time and write nothing. */
  formerKeys?: readonly JournalKey[];
  configHash: string;
  botVersion: string;
  /** Hosts of the endpoints in use, so that a record from a simulator can never pass for a real one. */
  hosts: readonly string[];
}

/** A key, and how many changes of the key ago it was in use. */
export interface AgedKey {
  key: JournalKey;
  age: number;
}

/** The keys that a row may have been written with, by the name in it. */
export function keysNamed({ key, formerKeys = [] }: JournalContext, id: string): AgedKey[] {
  const all = [key, ...formerKeys].map((one, age) => ({ key: one, age }));
  if (id === UNNAMED_KEY) return all.map(({ key: { secret }, age }) => ({ key: { id, secret }, age }));
  return all.filter((one) => one.key.id === id);
}
