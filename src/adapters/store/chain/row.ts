import { z } from 'zod';
import { isSameMac, type JournalRow, macOfText } from '../../../domain/journal.ts';
import { canonical } from '../../../domain/json.ts';
import type { Subject } from '../../../domain/subject.ts';
import { type JournalContext, keysNamed } from '../journal-context.ts';
import { parseJson } from '../json.ts';
import type { JournalTable } from '../tables.ts';

const Envelope = z.looseObject({
  sequence: z.int(),
  at: z.string(),
  subject: z.looseObject({ kind: z.string(), id: z.string() }),
  event: z.string(),
  actor: z.looseObject({ is: z.string() }),
  planHash: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
  keyId: z.string(),
  previous: z.string(),
  mac: z.string(),
});

/** The stored row: the exact text of its MAC, plus the MAC. */
export function toTable(row: JournalRow): JournalTable {
  return {
    sequence: row.sequence,
    subject_kind: row.subject.kind,
    subject_id: asColumn(row.subject.id),
    event: row.event,
    body: canonical(row),
  };
}

/** The row in a stored text, or undefined when the text is invalid. */
export function fromTable(stored: JournalTable): JournalRow | undefined {
  const value = parseJson(stored.body);
  return isJournalRow(value) ? value : undefined;
}

/**
 * How many changes of the key ago the row was written; undefined when it was changed: its MAC does not match, its
 * text has another spelling, or its index columns differ.
 */
export function ageOf(stored: JournalTable, row: JournalRow, journal: JournalContext): number | undefined {
  if (!hasOwnColumns(stored, row)) return undefined;
  const text = signedText(stored.body, row);
  if (text === undefined) return undefined;
  return keysNamed(journal, row.keyId).find(({ key }) => isSameMac(macOfText(text, key), row.mac))?.age;
}

/**
 * The text that the MAC covers: the row's text without the MAC, which stands at its place in the sorted names. With
 * another spelling, or the MAC elsewhere, the text differs.
 */
function signedText(body: string, row: JournalRow): string | undefined {
  const names = Object.keys(row);
  const [before = '', , after = ''] = names.slice(names.indexOf('mac') - 1);
  const isInOrder = before < 'mac' && 'mac' < after;
  return isInOrder ? body.replace(`"mac":"${row.mac}",`, '') : undefined;
}

/** Whether the row is unchanged, and written with a present or earlier key. */
export function isGenuine(stored: JournalTable, row: JournalRow, journal: JournalContext): boolean {
  return ageOf(stored, row, journal) !== undefined;
}

function hasOwnColumns(stored: JournalTable, row: JournalRow): boolean {
  return (
    stored.sequence === row.sequence &&
    stored.subject_kind === row.subject.kind &&
    stored.subject_id === asColumn(row.subject.id) &&
    stored.event === row.event
  );
}

function isJournalRow(value: unknown): value is JournalRow {
  return Envelope.safeParse(value).success;
}

/** PostgreSQL stores neither NUL nor half of a surrogate pair in text; people's input may contain both. */
export function asColumn(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** Older versions wrote `line` for a release line; those rows are chained and stay unchanged. */
export function kindsOf({ kind }: Subject): string[] {
  return kind === 'release-line' ? [kind, 'line'] : [kind];
}
