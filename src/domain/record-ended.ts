import { createHash } from 'node:crypto';
import type { ChainFlaw } from './chain.ts';
import type { JournalRow } from './journal.ts';
import { canonical } from './json.ts';
import { isOpenText } from './operation.ts';
import { splitItem } from './record.ts';
import type { Texts } from './saved.ts';

/** What the journal says of one operation, in digests: of thousands the values themselves would be too much. */
interface Journalled {
  /** A digest of each deciding field. */
  fields: Map<string, string>;
  isEnded: boolean;
  /** The first and the last row that is about it. */
  first: number;
  last: number;
}

/** Operations by their ids, as the authentic rows have them that were read. */
export type EndedRecord = Map<string, Journalled>;

/** An ended operation's row that is not as the journal has it; `field` is null for a whole row. */
export interface EndedDifference {
  operation: string;
  is: 'differs' | 'missing' | 'unknown';
  field: string | null;
  /** Of what was found. */
  digest: string;
}

/** Notes one authentic row. Rows are noted in order, each once. */
export function noteEnded(
  record: EndedRecord,
  { sequence, subject, saved = {} }: Pick<JournalRow, 'sequence' | 'subject' | 'saved'>,
): void {
  const of = (id: string): Journalled => {
    const known = record.get(id) ?? { fields: new Map(), isEnded: false, first: sequence, last: sequence };
    record.set(id, known);
    known.last = sequence;
    return known;
  };
  if (subject.kind === 'operation') of(subject.id);
  for (const [item, fields] of Object.entries(saved)) {
    const [kind, id] = splitItem(item);
    if (kind !== 'operation' || fields === null) continue;
    const known = of(id);
    for (const [field, value] of Object.entries(fields))
      if (value === null) known.fields.delete(field);
      else known.fields.set(field, digestOf(canonical(value)));
    if (fields['state'] !== undefined) known.isEnded = !isOpenText(canonical(fields['state']));
  }
}

/** How an operation's row differs, by the fields that decide. Empty where the journal cannot tell: rows of it are lost. */
export function endedDifferences(
  record: EndedRecord,
  { operation, isOpen, fields }: { operation: string; isOpen: boolean; fields: Texts },
  flaws: readonly ChainFlaw[],
): EndedDifference[] {
  const known = record.get(operation);
  if (known === undefined) {
    // Open ones are compared before each write.
    if (isOpen || flaws.length > 0) return [];
    return [{ operation, is: 'unknown', field: null, digest: digestOf(canonical(fields)) }];
  }
  if (!isWhole(known, flaws)) return [];
  const found = Object.entries(fields).flatMap(([field, text]): EndedDifference[] => {
    const digest = digestOf(text);
    // Versions before this field journalled only that a person has retried.
    const isUntold = field === 'retries' && !known.fields.has(field);
    return isUntold || known.fields.get(field) === digest
      ? []
      : [{ operation, is: 'differs', field, digest }];
  });
  const lost = [...known.fields.keys()].filter((field) => !(field in fields));
  return [
    ...found,
    ...lost.map((field): EndedDifference => ({ operation, is: 'differs', field, digest: '' })),
  ];
}

/** The ended operations whose rows are not among those that were read. */
export function missingEnded(
  record: EndedRecord,
  read: ReadonlySet<string>,
  flaws: readonly ChainFlaw[],
): EndedDifference[] {
  return [...record].flatMap(([operation, known]): EndedDifference[] =>
    isWhole(known, flaws) && !read.has(operation)
      ? [{ operation, is: 'missing', field: null, digest: '' }]
      : [],
  );
}

/** In words, for people. */
export function describeEnded({ operation, is, field }: EndedDifference): string {
  const row = `operations ${operation}`;
  if (is === 'missing') return `${row}: the row of this ended operation is missing`;
  if (is === 'unknown') return `${row}: no journal row wrote this ended operation`;
  return `${row}: ${field} of this ended operation is not as the journal has it`;
}

/** Whether every row about it was read: versions before the fields were journalled have ended it without them. */
function isWhole({ fields, isEnded, first, last }: Journalled, flaws: readonly ChainFlaw[]): boolean {
  return isEnded && fields.has('plan') && !flaws.some(({ row, to }) => row <= last && to >= first);
}

/** 132 bits: no other value with the same digest can be found. */
function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64').slice(0, 22);
}
