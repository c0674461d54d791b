import type { JournalRow } from './journal.ts';
import { canonical, type Json } from './json.ts';

/** Fields of rows, as in a record. */
type Items = Map<string, Map<string, string>>;

/** What rows of older versions say of operations: they have no fields, but their events say what was done. */
export interface OldRows {
  /** Done steps by operation, as fields. */
  steps: Map<string, Record<string, Json>>;
  /** Operations with restarted steps: the rows do not say which. */
  unknownSteps: Set<string>;
}

/** Applies a row of an older version to a record. */
export function applyOldRow(items: Items, old: OldRows, row: JournalRow): void {
  const { subject, event, details } = row;
  switch (event) {
    case 'locked':
      setPresent(items, `lock:${subject.id}`);
      break;
    case 'unlocked':
      items.delete(`lock:${subject.id}`);
      break;
    case 'quarantined':
    case 'marked-faulty':
      setPresent(items, `quarantine:${subject.id}`);
      break;
    case 'unquarantined':
      items.delete(`quarantine:${subject.id}`);
      break;
    case 'token-issued':
      setToken(items, row);
      break;
    case 'token-revoked':
      items.delete(`token:${subject.id}`);
      break;
    case 'step-done':
      setDone(old, subject.id, details);
      break;
    case 'retried':
    case 'revised':
    case 'replanned':
      old.unknownSteps.add(subject.id);
      break;
    default:
  }
}

function setDone({ steps }: OldRows, operation: string, { step, state }: JournalRow['details']): void {
  if (typeof step === 'string' && state !== undefined)
    steps.set(operation, { ...steps.get(operation), [`step:${step}`]: state });
}

function setPresent(items: Items, item: string): void {
  if (!items.has(item)) items.set(item, new Map());
}

function setToken(items: Items, { subject, details }: JournalRow): void {
  const { hash, person, expiresAt } = details;
  const fields = Object.entries({ hash, person, expiresAt }).flatMap(([field, value]) =>
    value === undefined ? [] : [[field, canonical(value)] as const],
  );
  items.set(`token:${subject.id}`, new Map(fields));
}
