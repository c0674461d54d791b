import type { StrangerReason } from '../domain/person.ts';

/** An account's status at its own service. */
export type Standing = { is: 'member' } | { is: 'stranger'; why: StrangerReason };

/** The chat's status of an account: guests, externals, bots and deactivated accounts are strangers. */
export interface ChatDirectory {
  standing(account: string): Promise<Standing>;
  /** The accounts in a user group, in its order. Throws `ServiceError` with the chat's own code. */
  group(id: string): Promise<readonly string[]>;
}
