import type { DecisionLook } from '../domain/decision.ts';
import type { Message } from '../domain/message.ts';
import type { Caller, Permission, Place } from '../domain/person.ts';
import type { RefusalReason } from '../domain/refusal.ts';
import type { UseCases } from './use-cases.ts';

/**
 * What every door (Slack, web, CLI) is given: who somebody is, what their words mean, and the use cases. A door adds
 * its transport and nothing else. `answer` never rejects: a fault becomes a message with a reference to the log.
 */
export interface App {
  callerFromChat(account: { user: string; team: string }): Promise<Caller>;
  /** Whose token this is, if it proves anybody. */
  proveTerminal(token: string | undefined): Promise<Proof>;
  /** Pairing of terminals, as far as the terminal itself asks. */
  terminals: Terminals;
  /** Reads the words at once (`meanwhile`), identifies the caller, checks the permission, and runs the command. */
  ask(request: { words: string; who: () => Promise<Caller>; place: Place }): Asked;
  /** Why this caller may not, or null: for what is asked for by a click and not in words. */
  may(caller: Caller, permission: Permission): RefusalReason | null;
  /** Why this account may not click or submit just now, or null. */
  takeClick(account: string, click: { isUrgent: boolean }): RefusalReason | null;
  /** What the buttons of cards do. */
  decisions: readonly DecisionLook[];
  useCases: UseCases;
  /** Runs a use case for a click, so that a fault there is caught, logged, and answered too. */
  guarded(name: string, work: () => Promise<Message>): Promise<Message>;
}

/** A person, or in words why the token proves nobody; null where there was none. */
export type Proof = { is: 'person'; caller: Caller } | { is: 'nobody'; trouble: string | null };

export interface Terminals {
  /** A code to show, and the secret that asks for the token. */
  begin(ask: {
    peer: string;
    machine: string;
  }): Promise<{ is: 'begun'; code: string; secret: string; expiresAt: string } | { is: 'too-many' }>;
  /** The token, once the code was confirmed; only once, and only for the address that began. */
  take(ask: {
    peer: string;
    secret: string;
  }): Promise<
    { is: 'waiting' } | { is: 'gone' } | { is: 'issued'; token: string; person: string; expiresAt: string }
  >;
}

export interface Asked {
  /** What to say at once, or null when the answer is quick. */
  meanwhile: string | null;
  /** That the command has another name now, or null; part of `meanwhile` too. */
  newName: string | null;
  /** The title of the window to open at once and to show the answer in, or null. */
  window: string | null;
  answer: Promise<Message>;
}
