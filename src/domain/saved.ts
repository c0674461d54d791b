import type { Json } from './json.ts';

/** The fields of a row that decide what may be done, each as canonical JSON. A field that is null is left out. */
export type Texts = Readonly<Record<string, string>>;

/**
 * What a transaction changed in the rows that decide, by row (`lock:v1`, `operation:rel_1`, …): the fields that changed,
 * null for one that is gone; or null when the row is gone.
 */
export type Saved = Readonly<Record<string, Readonly<Record<string, Json>> | null>>;
