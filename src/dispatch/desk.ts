import type { Message } from '../domain/message.ts';
import type { Caller, Permission, Place } from '../domain/person.ts';
import type { RefusalReason } from '../domain/refusal.ts';
import type { UseCases } from './use-cases.ts';

/**
 * What every door (Slack, web, CLI) is given: who somebody is, what their words mean, and the use cases. A door adds
 * its transport and nothing else. `answer` never rejects: a fault becomes a message with a reference to the log.
 */
export interface Desk {
  callerFromChat(account: { user: string; team: string }): Promise<Caller>;
  /** A missing or unprovable token gives an `unproven` caller. */
  callerFromToken(token: string | undefined): Promise<Caller>;
  /** Reads the words at once (`meanwhile`), identifies the caller, checks the permission, and runs the command. */
  ask(request: { words: string; who: () => Promise<Caller>; place: Place }): Asked;
  /** Why this caller may not, or null: for what is asked for by a click and not in words. */
  may(caller: Caller, permission: Permission): RefusalReason | null;
  useCases: UseCases;
  /** Runs a use case for a click, so that a fault there is caught, logged, and answered too. */
  guarded(name: string, work: () => Promise<Message>): Promise<Message>;
}

export interface Asked {
  /** What to say at once, or null when the answer is quick. */
  meanwhile: string | null;
  /** The title of the window to open at once and to show the answer in, or null. */
  window: string | null;
  answer: Promise<Message>;
}
