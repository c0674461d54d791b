import type { DecisionLook } from '../domain/decision.ts';
import type { Message } from '../domain/message.ts';
import type { Caller, Permission, Place } from '../domain/person.ts';
import type { RefusalReason } from '../domain/refusal.ts';
import type { UseCases } from './use-cases.ts';

/**
 * What Slack, web and CLI use: identify the caller, interpret the words, and call the use cases. They add only their
 * transport. `answer` never rejects: an error becomes a message with a reference to the log.
 */
export interface App {
  callerFromChat(account: { user: string; team: string }): Promise<Caller>;
  /** The person of this token, if it is valid. */
  proveTerminal(token: string | undefined): Promise<Proof>;
  /** Pairing of terminals, the terminal's side. */
  terminals: Terminals;
  /**
   * Interprets the words immediately (`meanwhile`), identifies the caller, checks the permission, and runs the
   * command. One that changes something runs once for each `delivery`, Slack's id of the request.
   */
  ask(request: {
    words: string;
    who: () => Promise<Caller>;
    place: Place;
    delivery?: string | undefined;
  }): Asked;
  /** Why this caller may not, or null: for requests by click instead of words. */
  may(caller: Caller, permission: Permission): RefusalReason | null;
  /** Why this account may not click or submit now, or null. */
  takeClick(account: string, click: { isUrgent: boolean }): RefusalReason | null;
  /** The decisions behind the buttons of cards. */
  decisions: readonly DecisionLook[];
  useCases: UseCases;
  /**
   * Runs a use case for a click, so that an error is caught, logged and answered too. With a `delivery` it runs once,
   * whichever process receives it again.
   */
  guarded(name: string, work: () => Promise<Message>, delivery?: string | undefined): Promise<Message>;
}

/** A person, or why the token proves no person; null without a token. */
export type Proof = { is: 'person'; caller: Caller } | { is: 'unproven'; problem: string | null };

export interface Terminals {
  /** A code to show, and the secret that asks for the token. */
  begin(ask: {
    peer: string;
    machine: string;
  }): Promise<{ is: 'begun'; code: string; secret: string; expiresAt: string } | { is: 'too-many' }>;
  /** The token, once the code was confirmed; only once, and only for the address that started the pairing. */
  take(ask: {
    peer: string;
    secret: string;
  }): Promise<
    { is: 'waiting' } | { is: 'gone' } | { is: 'issued'; token: string; person: string; expiresAt: string }
  >;
}

export interface Asked {
  /** The immediate reply, or null when the answer is quick. */
  meanwhile: string | null;
  /** A note that the command has a new name, or null; part of `meanwhile` too. */
  newName: string | null;
  /** The title of a window to open immediately for the answer, or null. */
  window: string | null;
  answer: Promise<Message>;
}
