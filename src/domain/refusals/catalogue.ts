import type { Explained } from '../message.ts';
import type { RefusalReason } from '../refusal.ts';

type Reason<C extends RefusalReason['code']> = Extract<RefusalReason, { code: C }>;

/** What each reason says: a sentence, who can clear it, and the next thing to type or click (DESIGN §1.5). */
export type Catalogue = { [C in RefusalReason['code']]: (reason: Reason<C>) => Omit<Explained, 'code'> };

/** Whoever asked. */
export const anyone = 'you';
