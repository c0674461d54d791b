import { canonical } from './json.ts';
import { type StateRecord, splitItem } from './record.ts';
import type { Texts } from './saved.ts';
import { surfaceName } from './surface.ts';

/** One difference between state and journal. `field` is null when a whole row is missing or extra. */
export interface Difference {
  item: string;
  field: string | null;
  /** Canonical JSON; null when absent. */
  journal: string | null;
  state: string | null;
}

/** Rows of one kind (`lock`, `operation`, …) by their names, with the fields that decide. */
export interface StateKind {
  kind: string;
  rows: ReadonlyMap<string, Texts>;
}

/** Compares in both directions: what only the journal has, and what only the state has. */
export function findDifferences(record: StateRecord, { kind, rows }: StateKind): Difference[] {
  const found: Difference[] = [];
  for (const [item, fields] of rows) {
    const journal = record.items.get(item);
    const ended = record.ended.get(item);
    if (journal !== undefined)
      found.push(...fieldDifferences(item, comparable(record, item, fields), journal));
    else if (ended !== undefined) found.push(...endedDifferences(item, fields, ended));
    else found.push({ item, field: null, journal: null, state: asText(Object.entries(fields)) });
  }
  for (const [item, fields] of record.items)
    if (splitItem(item)[0] === kind && !rows.has(item))
      found.push({ item, field: null, journal: asText(fields), state: null });
  return found;
}

/**
 * Without the retries that a version before this one has not journalled: it journalled that a person has retried, and
 * not which steps.
 */
function comparable({ items, approvals }: StateRecord, item: string, fields: Texts): Texts {
  const isUntold = items.get(item)?.has('retries') === false && approvals.get(splitItem(item)[1])?.isRetried;
  if (isUntold !== true || fields['retries'] === undefined) return fields;
  const { retries: _, ...others } = fields;
  return others;
}

function fieldDifferences(item: string, fields: Texts, journal: ReadonlyMap<string, string>): Difference[] {
  const found: Difference[] = [];
  for (const [field, state] of Object.entries(fields)) {
    const text = journal.get(field) ?? null;
    if (text !== state && text !== respelled(state)) found.push({ item, field, journal: text, state });
  }
  for (const [field, text] of journal)
    if (!(field in fields)) found.push({ item, field, journal: text, state: null });
  return found;
}

/** Of an ended operation only the state field is compared. */
function endedDifferences(item: string, { state = 'null' }: Texts, ended: string): Difference[] {
  const isSame = state === ended || respelled(state) === ended;
  return isSame ? [] : [{ item, field: 'state', journal: ended, state }];
}

/** Another spelling of the same value is not a difference. */
function respelled(text: string): string | null {
  try {
    return canonical(JSON.parse(text));
  } catch {
    return null;
  }
}

function asText(fields: Iterable<readonly [string, string]>): string {
  const parts = [...fields].map(([field, text]) => `${JSON.stringify(field)}:${text}`);
  return `{${parts.join(',')}}`;
}

/** Tables by the kind in a row's name. */
const TABLES: Readonly<Record<string, string>> = {
  operation: 'operations',
  lock: 'locked_lines',
  quarantine: 'quarantined_versions',
  surface: 'surfaces',
  release: 'releases',
  token: 'terminal_tokens',
  unproven: 'unproven_rollbacks',
  alert: 'alerts',
};

/** A difference in words: the row, the field, and both values where they are short enough. */
export function describeStateDifference({ item, field, journal, state }: Difference): string {
  const [kind, id] = splitItem(item);
  const row = `${TABLES[kind] ?? kind} ${kind === 'surface' ? surfaceName(id) : id}`;
  if (field !== null)
    return `${row}: ${field} is ${shortened(state)}, the journal says ${shortened(journal)}`;
  return state === null
    ? `${row}: the row is missing, the journal has ${shortened(journal)}`
    : `${row}: no journal row wrote this row`;
}

/** How many differences are named in one sentence. */
const NAMED = 5;

export function describeDifferences(differences: readonly Difference[]): string {
  const named = differences.slice(0, NAMED).map(describeStateDifference);
  const more = differences.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join('; ');
}

const SHOWN = 90;

function shortened(text: string | null): string {
  if (text === null) return 'nothing';
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
}
