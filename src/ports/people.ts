import type { StrangerReason } from '../domain/person.ts';

/** Who an account is to its own service. */
export type Standing = { is: 'member' } | { is: 'stranger'; why: StrangerReason };

/** The chat's own word on an account: guests, externals, bots and deactivated accounts are strangers. */
export interface ChatDirectory {
  standing(account: string): Promise<Standing>;
}
