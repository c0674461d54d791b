import type { Explained } from '../message.ts';
import type { RefusalReason } from '../refusal.ts';

type Reason<C extends RefusalReason['code']> = Extract<RefusalReason, { code: C }>;

/** What each reason says: a sentence, who can clear it, and the next thing to type or click. */
export type Catalogue = { [C in RefusalReason['code']]: (reason: Reason<C>) => Omit<Explained, 'code'> };

/** Whoever asked. */
export const anyone = 'you';

/** What to type instead of a version of which something exists already; `free` was looked for, null where that failed. */
export function releaseInstead(free: string | null): string {
  return free === null
    ? 'Release another version: one without a tag, without objects in the bucket and without packages on npm.'
    : `Release ${free} instead: it has no tag, no objects in the bucket and no packages on npm.`;
}
