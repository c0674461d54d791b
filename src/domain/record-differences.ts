import { canonical } from './json.ts';
import { isOpenText } from './operation.ts';
import { type StateRecord, splitItem } from './record.ts';
import type { Texts } from './saved.ts';

/** One way in which the state is not as the journal says. `field` is null when a whole row is missing or too many. */
export interface Difference {
  item: string;
  field: string | null;
  /** Canonical JSON; null when it is not there. */
  journal: string | null;
  state: string | null;
}

/** The rows of the state that decide, by their names. Of operations: those that are open, and one that is asked for. */
export type StateRows = ReadonlyMap<string, Texts>;

/** Compares in both directions: what the journal says and the state has not, and what the state has and no row says. */
export function findDifferences({ items }: StateRecord, rows: StateRows): Difference[] {
  const found: Difference[] = [];
  for (const [item, fields] of rows) {
    const journal = items.get(item);
    if (journal === undefined)
      found.push(whole(item, { journal: null, state: asText(Object.entries(fields)) }));
    else compareFields(item, { journal, fields: isExpected(item, journal) ? fields : ended(fields), found });
  }
  for (const [item, fields] of items)
    if (!rows.has(item) && isExpected(item, fields))
      found.push(whole(item, { journal: asText(fields), state: null }));
  return found;
}

interface Comparing {
  journal: ReadonlyMap<string, string>;
  fields: Texts;
  found: Difference[];
}

function compareFields(item: string, { journal, fields, found }: Comparing): void {
  for (const [field, state] of Object.entries(fields)) {
    const text = journal.get(field) ?? null;
    if (text !== state && text !== respelled(state)) found.push({ item, field, journal: text, state });
  }
  for (const [field, text] of journal)
    if (!(field in fields)) found.push({ item, field, journal: text, state: null });
}

/** Another spelling of the same value is no difference. */
function respelled(text: string): string | null {
  try {
    return canonical(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Of an operation that has ended its state alone is compared. */
function ended({ state = 'null' }: Texts): Texts {
  return { state };
}

/** Operations that have ended are not read again. */
function isExpected(item: string, fields: ReadonlyMap<string, string>): boolean {
  const state = fields.get('state');
  return !item.startsWith('operation:') || (state !== undefined && isOpenText(state));
}

function whole(item: string, values: Pick<Difference, 'journal' | 'state'>): Difference {
  return { item, field: null, ...values };
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
};

/** A difference in words: the row, the field, and both values where they are short enough. */
function describeDifference({ item, field, journal, state }: Difference): string {
  const [kind, id] = splitItem(item);
  const row = `${TABLES[kind] ?? kind} ${id}`;
  if (field !== null)
    return `${row}: ${field} is ${shortened(state)}, the journal says ${shortened(journal)}`;
  return state === null
    ? `${row}: the row is missing, the journal has ${shortened(journal)}`
    : `${row}: no journal row wrote this row`;
}

/** How many differences are named in one sentence. */
const NAMED = 5;

export function describeDifferences(differences: readonly Difference[]): string {
  const named = differences.slice(0, NAMED).map(describeDifference);
  const more = differences.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join('; ');
}

const SHOWN = 90;

function shortened(text: string | null): string {
  if (text === null) return 'nothing';
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
}
