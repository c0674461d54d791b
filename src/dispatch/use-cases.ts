import type { Click, DecisionForm } from '../domain/click.ts';
import type { Message } from '../domain/message.ts';
import type { Operation } from '../domain/operation.ts';
import type { Caller, Place } from '../domain/person.ts';
import type { Refusal } from '../domain/refusal.ts';

export type { CardAddress, Click, DecisionForm } from '../domain/click.ts';

/** What the doors and commands may ask Navi to do. `flow` implements it; Slack, the web door and the CLI share it. */
export interface UseCases {
  planRelease(ask: { version: string; dryRun: boolean; caller: Caller; place: Place }): Promise<Message>;
  status(): Promise<Message>;
  history(limit: number): Promise<Message>;

  /** Whether this person may decide on this card now, and what the modal shows. Denials are journalled. */
  openDecision(click: Click & { decision: 'approve' | 'reject' }): Promise<DecisionForm | Refusal>;
  /** The decision itself: authorise, compare and set, journal. `planHash` is what the modal showed. */
  approve(click: Click & { planHash: string }): Promise<Message>;
  reject(click: Click & { planHash: string; reason: string }): Promise<Message>;
  retract(click: Click): Promise<Message>;
  retry(click: Click): Promise<Message>;
  abandon(click: Click): Promise<Message>;
  planAgain(click: Click): Promise<Message>;
  /** The whole plan, for reading. */
  details(click: Click): Promise<{ is: 'details'; operation: Operation } | Refusal>;
}
