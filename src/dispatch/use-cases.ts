import type { Decided, Opened, RollbackRequest, StopRequest } from '../domain/click.ts';
import type { Message } from '../domain/message.ts';
import type { Caller, Place } from '../domain/person.ts';
import type { JournalHead } from '../domain/record-check.ts';

interface QuarantineAsk {
  version: string;
  reason: string;
  caller: Caller;
  place: Place;
}

/** What the doors and commands may ask Navi to do. `flow` implements it; Slack, the web door and the CLI share it. */
export interface UseCases {
  planRelease(ask: { version: string; dryRun: boolean; caller: Caller; place: Place }): Promise<Message>;
  status(): Promise<Message>;
  history(limit: number): Promise<Message>;

  /** Whether this person may decide on this card now, and what the decision's window shows. Denials are journalled. */
  openDecision(name: string, click: Decided): Promise<Opened>;
  /** The decision itself: authorise, compare and set, journal. */
  decide(name: string, decided: Decided): Promise<Message>;
  /** What a rollback would do now: a form to confirm, or a refusal. Keeps nothing. */
  previewRollback(request: RollbackRequest): Promise<Message>;
  /** The one confirmation: plans it on what the form has shown while that is fresh, keeps it, and it runs at once. One that is under way to the same target is joined. */
  rollBack(request: RollbackRequest): Promise<Message>;
  /** What stopping a release would do: a confirmation, or a refusal. Keeps nothing. */
  previewStop(request: StopRequest): Promise<Message>;
  /** Ends a release that has moved nothing that customers see. */
  stopRelease(request: StopRequest): Promise<Message>;
  /** What deleting the tag that a release left would do: a confirmation, or why it stays. Keeps nothing. */
  previewDeleteTag(request: { tag: string; caller: Caller; place: Place }): Promise<Message>;
  /** Has it deleted. */
  deleteTag(request: { tag: string; caller: Caller; place: Place }): Promise<Message>;
  /** Lets the line be released again. */
  unlock(ask: { line: string; reason: string; caller: Caller; place: Place }): Promise<Message>;
  /** Which versions a quarantine would mark, and which rollback targets it would leave. Keeps nothing. */
  previewQuarantine(ask: QuarantineAsk): Promise<Message>;
  /** Keeps a version, and what was built on it, from being rolled back to. */
  quarantine(ask: QuarantineAsk): Promise<Message>;
  /** Lets a quarantined version be rolled back to again. */
  unquarantine(ask: QuarantineAsk): Promise<Message>;
  /** Stands for a rollback that was asked for without proof, or ends its wait for that. */
  confirmUnproven(ask: {
    operation: string;
    how: 'confirmed' | 'ended';
    caller: Caller;
    place: Place;
  }): Promise<Message>;
  /** What is behind a terminal's code: a form to confirm, in Slack alone. */
  openPairing(ask: { code: string; caller: Caller; place: Place }): Promise<Message>;
  /** Lets that terminal act as the caller from now on. */
  confirmPairing(ask: { pairing: string; caller: Caller; place: Place }): Promise<Message>;
  /** The terminals that act as the caller; everybody's for an owner. */
  listTokens(ask: { caller: Caller; place: Place }): Promise<Message>;
  /** Ends one; `own` is the terminal that asks. */
  revokeToken(ask: { id: string; caller: Caller; place: Place }): Promise<Message>;
  /** Whether the journal holds, and is the one whose head was posted. */
  auditVerify(posted: JournalHead | undefined): Promise<Message>;
  /** What the journal has of one operation. */
  auditShow(operation: string): Promise<Message>;
  /** Accepts a record that differs as it stands; two persons have to ask for it, one of them an owner. */
  acceptRecord(ask: { head: JournalHead; reason: string; caller: Caller; place: Place }): Promise<Message>;
}
