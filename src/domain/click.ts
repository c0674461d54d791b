import type { Message } from './message.ts';
import type { Operation } from './operation.ts';
import type { Caller, Place } from './person.ts';
import type { Subject } from './subject.ts';

/** Where a click came from: the post it was on. */
export interface CardAddress {
  channel: string;
  ts: string;
}

/**
 * A click on a card: only what it is about and the revision are believed, and those are looked up. From a
 * terminal there is no card: what counts there is the caller's own token, and the revision is the current one.
 */
export interface Click {
  caller: Caller;
  subject: Subject;
  revision: number | 'current';
  card: CardAddress | 'terminal';
}

/** A click on a card in Slack. */
export interface CardClick extends Click {
  card: CardAddress;
}

/** A decision as it is made: by a click, a submitted window, or words. */
export interface Decided extends Click {
  /** '' where none was asked for. */
  reason: string;
  /** The hash of the plan that the window has shown, or as many of its digits as were typed; '' where it shows none. */
  planHash: string;
}

/** What somebody who asks for a rollback says. */
export interface RollbackRequest {
  /** Undefined: the line's known-good. */
  target: string | undefined;
  /** The release operation on whose card it was asked for. */
  card?: string;
  reason: string | undefined;
  cdnOnly: boolean;
  /** Whether what is taken back is quarantined; yes when left out. */
  quarantines?: boolean;
  caller: Caller;
  place: Place;
}

/** What somebody says who stops a release. */
export interface StopRequest {
  /** The release's version, as v1.2.0, or its operation. */
  release: string;
  reason: string | undefined;
  caller: Caller;
  place: Place;
}

/** What a decision's window is drawn from: the store, never the button. Plain texts. */
export interface DecisionForm {
  is: 'form';
  decision: string;
  title: string;
  /** What is pressed to decide. */
  submit: string;
  subject: Subject;
  revision: number;
  /** Of an operation whose plan is decided on. */
  operation: Operation | null;
  /** What it does, one line each. */
  says: readonly string[];
  /** What a reason is asked for with; null where none is. */
  reason: string | null;
}

/** The whole plan of an operation, for reading. */
export interface Details {
  is: 'details';
  operation: Operation;
}

/** What a decision's window shows. */
export type Opened = Message | DecisionForm | Details;
