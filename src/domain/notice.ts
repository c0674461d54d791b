import { createHash } from 'node:crypto';
import { canonical } from './json.ts';

/** What a notice tells of: a breaking release, that one again, a prerelease, a rollback, an emergency, or something else. */
export const NOTICE_TOPICS = [
  ...(['release', 'reminder', 'prerelease', 'rollback', 'emergency', 'custom'] as const),
] as const;
export type NoticeTopic = (typeof NOTICE_TOPICS)[number];

export const NOTICE_KINDS = [
  ...(['major', 'correction'] as const),
  ...(['reminder', 'prerelease', 'rollback', 'emergency', 'custom'] as const),
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** One recipient of a notice, with the text that is sent to them. */
export interface NoticeRecipient {
  /** Unique in its notice: the customer's id, and a number where it has several contacts. */
  id: string;
  customer: string;
  /** Why this customer is told. */
  why: string;
  zone: string;
  channel: 'e-mail' | 'slack-connect' | 'by-hand';
  /** The stored contact and the digest of its address; null where a person tells them. */
  contact: { id: string; digest: string } | null;
  /** The shared channel and the customer's workspace; absent for other channels. */
  slack?: { channel: string; team: string };
  subject: string;
  text: string;
}

/** `reviewer` and `by` are ids of people; times are ISO. */
export type NoticeState =
  | { is: 'drafted' }
  | { is: 'reviewed'; reviewer: string; at: string }
  | { is: 'sending'; reviewer: string; by: string; at: string }
  /** Every recipient was accepted, told by hand, or waived. */
  | { is: 'given'; reviewer: string; at: string }
  /** Another notice took its place: `by` is its id. */
  | { is: 'replaced'; by: string; at: string };

/** What customers are told of one release. */
export interface Notice {
  id: string;
  version: string;
  kind: NoticeKind;
  topic: NoticeTopic;
  /** The operation or the emergency that it tells of, or the notice and the day of a reminder; null for none. */
  cause: string | null;
  /** The version that a rollback went back to; null for none. */
  restored: string | null;
  /** The local date on which the release is planned, such as `2027-01-12`; for other topics the date of what is told. */
  on: string;
  /** The person who drafted it, by id. */
  owner: string;
  draftedAt: string;
  /** The date that an earlier notice has named; null for a first one. */
  corrects: string | null;
  /** So many days after the release its customers who have not moved are reminded; empty for never. */
  remind: readonly number[];
  /** A hash of what changes and how to migrate. */
  changes: string;
  /** The earlier notice whose acceptances count on: this one only moved the date to a later one. */
  carries: string | null;
  /** The hash of each recipient and their text: the deliveries hold them whole. */
  recipients: readonly { id: string; hash: string }[];
  /** Who looks after it since it was reassigned, and until when (ISO) reminders wait; null for its owner. */
  care: { responsible: string; snoozedUntil: string | null } | null;
  state: NoticeState;
}

/** The person who is reminded of it, by id. */
export function responsibleFor({ care, owner }: Pick<Notice, 'care' | 'owner'>): string {
  return care?.responsible ?? owner;
}

/** Whether something of it is left to do. */
export function isOpen({ state }: Pick<Notice, 'state'>): boolean {
  return state.is !== 'given' && state.is !== 'replaced';
}

/** What is known of one message. Times are ISO. */
export type DeliveryState =
  | { is: 'planned'; notBefore: string | null; attempts: number; last: string | null }
  /** Stored before the message is sent: what has no answer by `until` is unknown. */
  | { is: 'intended'; attempt: string; attempts: number; holder: string; until: string }
  | { is: 'accepted'; at: string; answer: string; by: string | null }
  | { is: 'refused'; at: string; answer: string }
  /** It may have arrived: a person says so, or sends it again. */
  | { is: 'unknown'; attempt: string; at: string; why: string }
  | { is: 'bounced'; at: string; why: string; by: string }
  /** Told by hand, or waived: by two people. */
  | { is: 'by-hand'; at: string; proof: string; by: readonly [string, string] }
  | { is: 'waived'; at: string; reason: string; by: readonly [string, string] };

/** The first of two people has asked for this. */
export interface AskedSettlement {
  is: 'by-hand' | 'waived';
  by: string;
  reason: string;
}

export interface Delivery {
  notice: string;
  recipient: NoticeRecipient;
  state: DeliveryState;
  asked: AskedSettlement | null;
}

/** What a review is of: text per recipient, recipients, channels, date, and the days of reminders. */
export function digestOf({ version, kind, topic, on, recipients, remind }: Omit<Notice, 'state'>): string {
  const said = { ...(topic !== 'release' && { topic }), ...(remind.length > 0 && { remind }) };
  return sha256(canonical({ version, kind, on, recipients, ...said }));
}

export function hashOf(recipient: NoticeRecipient): string {
  return sha256(canonical(recipient));
}

/** Whether this recipient and their text are those of the notice. */
export function isPartOf({ recipients }: Pick<Notice, 'recipients'>, recipient: NoticeRecipient): boolean {
  return recipients.some(({ id, hash }) => id === recipient.id && hash === hashOf(recipient));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The digest as people type it. */
export function shortDigest(notice: Omit<Notice, 'state'>): string {
  return digestOf(notice).slice(0, 12);
}

/** Whether this recipient holds the release back no longer. */
export function isSettled({ is }: DeliveryState): boolean {
  return is === 'accepted' || is === 'by-hand' || is === 'waived';
}

/** When this customer was told (ISO); null where they were not, or do not need to be. */
export function toldAt(state: DeliveryState): string | null {
  return state.is === 'accepted' || state.is === 'by-hand' ? state.at : null;
}

/** A delivery in words. */
export function deliveryText({ state, asked }: Pick<Delivery, 'state' | 'asked'>): string {
  const waits = asked === null ? '' : `; ${asked.by} asks for "${asked.is}": a second person confirms`;
  return `${stateText(state)}${waits}`;
}

function stateText(state: DeliveryState): string {
  switch (state.is) {
    case 'planned':
      return state.last === null ? 'not sent yet' : `not accepted yet, is tried again: ${state.last}`;
    case 'intended':
      return 'is being sent';
    case 'accepted':
      return `accepted at ${state.at}: ${state.answer}`;
    case 'refused':
      return `refused at ${state.at}: ${state.answer}`;
    case 'unknown':
      return `unknown${state.at === '' ? '' : ` since ${state.at}`}: ${state.why}`;
    case 'bounced':
      return `bounced at ${state.at}: ${state.why}`;
    case 'by-hand':
      return `notified by hand at ${state.at}: ${state.proof}`;
    case 'waived':
      return `waived by ${state.by.join(' and ')}: ${state.reason}`;
  }
}
