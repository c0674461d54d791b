import type { StrangerReason } from '../domain/person.ts';

/** An account's status at its own service. */
export type Standing = { is: 'member' } | { is: 'stranger'; why: StrangerReason };

/** The chat's status of an account: guests, externals, bots and deactivated accounts are strangers. */
export interface ChatDirectory {
  standing(account: string): Promise<Standing>;
}
