import type { Json } from './json.ts';

/** The deciding fields of a row, each as canonical JSON. Null fields are left out. */
export type Texts = Readonly<Record<string, string>>;

/**
 * What a transaction changed in the rows that decide, by row (`lock:v1`, `operation:rel_1`, …): the changed fields,
 * null for a removed field; or null for a removed row.
 */
export type Saved = Readonly<Record<string, Readonly<Record<string, Json>> | null>>;
