import type { Message } from './message.ts';
import type { Operation } from './operation.ts';
import type { ByRule, Caller, Place } from './person.ts';
import type { Subject } from './subject.ts';

/** The post on which a click was made. */
export interface CardAddress {
  channel: string;
  ts: string;
}

/**
 * A click on a card: only its subject and revision are used, and both are checked in the store. A terminal has no
 * card: there the caller's own token counts, and the revision is the current one.
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

/** A decision made by a click, a submitted window, or a command. */
export interface Decided extends Click {
  /** '' where none was requested. */
  reason: string;
  /** The hash of the plan that the window has shown, or its first digits as typed; '' where it shows none. */
  planHash: string;
  /** What was chosen in its window; absent where it asks for no choice. */
  choice?: string;
}

/** A request for a rollback, by a person or by a rule of the configuration. */
export interface RollbackRequest<By extends Caller | ByRule = Caller> {
  /** Undefined: the line's known-good. */
  target: string | undefined;
  /** The release operation on whose card it was requested. */
  card?: string;
  reason: string | undefined;
  cdnOnly: boolean;
  /** Whether the rolled-back versions are quarantined; true by default. */
  quarantines?: boolean;
  caller: By;
  place: Place;
}

/** A person's request to stop a release. */
export interface StopRequest {
  /** The release's version, as v1.2.0, or its operation. */
  release: string;
  reason: string | undefined;
  caller: Caller;
  place: Place;
}

/** One of several things to decide on. Plain texts. */
export interface FormChoice {
  label: string;
  options: readonly { value: string; label: string }[];
}

/** The content of a decision's window: from the store, never from the button. Plain texts. */
export interface DecisionForm {
  is: 'form';
  decision: string;
  title: string;
  /** The label of the submit button. */
  submit: string;
  subject: Subject;
  revision: number;
  /** The operation whose plan is decided on. */
  operation: Operation | null;
  /** What it does, one line each. */
  says: readonly string[];
  /** The label of the reason; null where none is requested. */
  reason: string | null;
  /** Absent where there is nothing to choose. */
  choice?: FormChoice;
}

/** The whole plan of an operation, for reading. */
export interface Details {
  is: 'details';
  operation: Operation;
}

/** What a decision's window shows. */
export type Opened = Message | DecisionForm | Details;
