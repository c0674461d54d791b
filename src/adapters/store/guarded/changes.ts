import { z } from 'zod';
import type { Json } from '../../../domain/json.ts';
import type { Saved, Texts } from '../../../domain/saved.ts';
import { parseJson } from '../json.ts';
import type { Guarded } from './texts.ts';

/** What one transaction changes in the rows that decide. */
export interface Changes {
  /** Notes a written row; `before` is its earlier value, undefined for a new row. */
  wrote(after: Guarded, before: Guarded | undefined): void;
  removed(before: Guarded): void;
  /** The changes for the journal, or undefined when no deciding field has changed. */
  saved(): Saved | undefined;
}

interface Change {
  before: Texts | undefined;
  after: Texts | undefined;
}

export function createChanges(): Changes {
  const changes = new Map<string, Change>();
  const note = (item: string, { before, after }: Change) =>
    changes.set(item, { before: changes.has(item) ? changes.get(item)?.before : before, after });
  return {
    wrote: ({ item, fields }, before) => void note(item, { before: before?.fields, after: fields }),
    removed: ({ item, fields }) => void note(item, { before: fields, after: undefined }),
    saved() {
      const all = [...changes].flatMap(([item, change]) => {
        const fields = fieldsOf(change);
        return fields === undefined ? [] : [[item, fields] as const];
      });
      return all.length === 0 ? undefined : Object.fromEntries(all);
    },
  };
}

function fieldsOf({ before, after }: Change): Saved[string] | undefined {
  if (after === undefined) return before === undefined ? undefined : null;
  const set = Object.entries(after).filter(([field, text]) => before?.[field] !== text);
  const gone = Object.keys(before ?? {}).filter((field) => !(field in after));
  if (before !== undefined && set.length + gone.length === 0) return undefined;
  return Object.fromEntries([
    ...set.map(([field, text]) => [field, asJson(text)] as const),
    ...gone.map((field) => [field, null] as const),
  ]);
}

const AnyJson: z.ZodType<Json> = z.json();

export function asJson(text: string): Json {
  return AnyJson.catch(null).parse(parseJson(text));
}
