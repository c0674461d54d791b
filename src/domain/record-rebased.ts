import type { Json } from './json.ts';
import { splitItem } from './record.ts';
import type { Difference } from './record-differences.ts';
import type { Saved } from './saved.ts';

/** Rows that may be accepted as they are. Permissions of an operation and owners of tokens never may. */
const ACCEPTABLE = ['lock', 'quarantine', 'surface', 'release', 'unproven', 'alert'];

export function isAcceptable(difference: Difference): boolean {
  return ACCEPTABLE.includes(splitItem(difference.item)[0]) && isReadable(difference);
}

/** Whether Navi can read the value in the table. */
export function isReadable({ field, state }: Difference): boolean {
  if (state === null) return true;
  const value = jsonIn(state);
  return value !== undefined && field !== 'unreadable' && !(isFields(value) && 'unreadable' in value);
}

function jsonIn(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The journal entry for rows that are accepted as they are: from then on the journal says the same. */
export function savedAsFound(differences: readonly Difference[]): Saved {
  const saved: Record<string, Record<string, Json> | null> = {};
  for (const { item, field, state } of differences) {
    const value: Json = state === null ? null : JSON.parse(state);
    if (field !== null) saved[item] = { ...saved[item], [field]: value };
    else saved[item] = isFields(value) ? { ...value } : null;
  }
  return saved;
}

function isFields(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
