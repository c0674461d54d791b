import type { Operation } from './operation.ts';
import type { Caller, Place } from './person.ts';

/** Where a click came from: the post it was on. */
export interface CardAddress {
  channel: string;
  ts: string;
}

/**
 * A click on a card: only the operation's id and the plan's revision are believed, and those are looked up. From a
 * terminal there is no card: what counts there is the caller's own GitHub token, and the revision is the current one.
 */
export interface Click {
  caller: Caller;
  operation: string;
  revision: number | 'current';
  card: CardAddress | 'terminal';
}

/** A click on a card in Slack. */
export interface CardClick extends Click {
  card: CardAddress;
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

/** What the approval and rejection modals are drawn from: the store, never the button. */
export interface DecisionForm {
  is: 'form';
  decision: 'approve' | 'reject';
  operation: Operation;
  /** What will move, one line each, plain text. */
  moves: readonly string[];
}
