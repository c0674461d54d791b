import type { Explained } from '../message.ts';
import { ROLE_NAMES, type Role } from '../person.ts';
import type { RefusalReason } from '../refusal.ts';

type Reason<C extends RefusalReason['code']> = Extract<RefusalReason, { code: C }>;

/** The text of each reason: a sentence, who can clear it (null for the reader), and what to type or click next. */
export type Catalogue = { [C in RefusalReason['code']]: (reason: Reason<C>) => Omit<Explained, 'code'> };

export const MAINTAINERS = 'a maintainer with merge access';
export const ON_CALL = 'an on-call engineer';

/** The next command where a version exists already in part; `free` is a free version, null where none was found. */
export function releaseInstead(free: string | null): string {
  return free === null
    ? 'Release another version: one without a tag, without objects in the bucket and without packages on npm.'
    : `Release ${free} instead: it has no tag, no objects in the bucket and no packages on npm.`;
}

/** `release managers or owners` */
export function everyone(roles: readonly Role[]): string {
  return roles.map((role) => ROLE_NAMES[role].all).join(' or ');
}

/** `Ada, Ben or Cleo`; null where there is no name. */
export function oneOf(names: readonly string[]): string | null {
  if (names.length < 2) return names[0] ?? null;
  const first = names.slice(0, 5);
  return `${first.slice(0, -1).join(', ')} or ${first.at(-1)}`;
}
