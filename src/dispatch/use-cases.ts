import type { BreakAsk, EmergencyAsk, ScheduleAsk } from '../domain/asks.ts';
import type { Decided, Opened, RollbackRequest, StopRequest } from '../domain/click.ts';
import type { Home, OpenHome } from '../domain/home.ts';
import type { BreakForm, Message } from '../domain/message.ts';
import type { NoticeTopic } from '../domain/notice.ts';
import type { Caller, Place } from '../domain/person.ts';
import type { JournalHead } from '../domain/record-check.ts';

interface QuarantineAsk {
  version: string;
  reason: string;
  caller: Caller;
  place: Place;
}

/** What people type about a notice. */
export type NoticeWord =
  | 'draft'
  | 'show'
  | 'review'
  | 'send'
  | 'test'
  | 'arrived'
  | 'again'
  | 'by-hand'
  | 'waive'
  | 'bounced'
  | 'snooze'
  | 'reassign';

interface NoticeAsk {
  word: NoticeWord;
  version: string;
  /** Of a draft. */
  topic: NoticeTopic;
  /** A local date. */
  on: string | null;
  says: string | null;
  /** Days after the release on which customers who have not moved are reminded. */
  remind: readonly number[] | null;
  page: number;
  isProof: boolean;
  isCsv: boolean;
  /** A recipient, a customer, or the digest that was reviewed. */
  recipient: string | null;
  text: string;
  caller: Caller;
  place: Place;
}

/** The use cases of Navi, shared by Slack, web and CLI. `src/app/use-cases.ts` names the implementation of each. */
export interface UseCases {
  planRelease(ask: {
    version: string;
    dryRun: boolean;
    queue?: 'wait' | 'leave';
    exception?: string | undefined;
    breakGlass?: string | undefined;
    caller: Caller;
    place: Place;
  }): Promise<Message>;
  /** Lets no release write until a time. */
  freeze(ask: { words: string; caller: Caller; place: Place }): Promise<Message>;
  /** Lifts the freezes that people set. */
  unfreeze(ask: { reason: string; caller: Caller; place: Place }): Promise<Message>;
  /** The checklist of a version, or with `sign` a signature on one of its items. */
  checklist(ask: {
    version: string;
    sign: string | null;
    evidence: string;
    caller: Caller;
    place: Place;
  }): Promise<Message>;
  /** Records the review of a release by break glass. */
  reviewRelease(ask: { version: string; outcome: string; caller: Caller; place: Place }): Promise<Message>;
  /** What blocks a version now. Saves nothing. */
  canIRelease(ask: { version: string; caller: Caller }): Promise<Message>;
  /** The earliest time at which a version can be released. Saves nothing. */
  when(ask: { version: string; caller: Caller }): Promise<Message>;
  /** Shows or sets whether the caller gets direct messages. */
  chooseDirect(ask: { choice: string | undefined; caller: Caller; place: Place }): Promise<Message>;
  status(): Promise<Message>;
  /** Whether the caller gets direct messages; null for who has no choice. */
  directChoice(caller: Caller): Promise<boolean | null>;
  /** What App Home shows. */
  home(): Promise<Home>;
  /** Draws a person's App Home again from now on when what it shows changes. */
  followHome(home: Pick<OpenHome, 'account' | 'team' | 'channel' | 'shown'>): Promise<void>;
  /** The open App Homes that this process is to draw now. */
  takeDueHomes(): Promise<OpenHome[]>;
  /** What a person's App Home shows now, as a hash. */
  saveShownHome(account: string, shown: string): Promise<void>;
  /** What is live, measured over so many days. */
  monitor(days: number): Promise<Message>;
  /** Every alert that fires. */
  alerts(): Promise<Message>;
  /** Mutes one for some time, or until a time of the caller's zone. */
  muteAlert(ask: { alert: string; text: string; caller: Caller; place: Place }): Promise<Message>;
  /** Who is on call; puts a person on call until a time; or ends that (`clear`). */
  onCall(ask: { person: string | undefined; until: string; caller: Caller; place: Place }): Promise<Message>;
  /** Lists the open emergencies, shows one, names its bad version, or declares one. */
  emergency(ask: EmergencyAsk): Promise<Message>;
  /** Plans a release for a time, moves it, or cancels it. */
  schedule(ask: ScheduleAsk): Promise<Message>;
  /** What happened beside what is planned. */
  calendar(ask: { as: 'text' | 'json' | 'ics'; place: Place }): Promise<Message>;
  /** What was changed outside Navi, and what people can do. */
  drift(): Promise<Message>;
  /** Whether Navi is set up right: all checks, or the one of this name. */
  doctor(only: string | null): Promise<Message>;
  /** The command that creates the metric of who loads what. */
  setUpCustomerLoads(place: Place): Promise<Message>;
  /** The customers of the file, or one of them; contacts only for callers that may see them. */
  customers(ask: { customer: string | null; on: string | null; caller: Caller }): Promise<Message>;
  /** Deletes a customer's addresses that the file does not list any more. */
  eraseContacts(ask: { customer: string; caller: Caller; place: Place }): Promise<Message>;
  /** What the window asks in which a break is reported, or why there is none for this person. */
  breakForm(ask: { caller: Caller }): Promise<{ form: BreakForm } | { refused: Message }>;
  /** Records breaks that customers report, and lists them. */
  feedback(ask: BreakAsk): Promise<Message>;
  /** Drafts, reviews, sends and shows what customers are told of a release. */
  notice(ask: NoticeAsk): Promise<Message>;
  history(limit: number): Promise<Message>;

  /** Whether this person may decide on this card now, and what the decision's window shows. Denials are journalled. */
  openDecision(name: string, click: Decided): Promise<Opened>;
  /** The decision: authorise, compare and set, journal. */
  decide(name: string, decided: Decided): Promise<Message>;
  /** What a rollback would do now: a form to confirm, or a refusal. Saves nothing. */
  previewRollback(request: RollbackRequest): Promise<Message>;
  /**
   * The confirmation: plans on what the form has shown while that is fresh, saves, and runs immediately. A running
   * rollback to the same target is joined.
   */
  rollBack(request: RollbackRequest): Promise<Message>;
  /** What stopping a release would do: a confirmation, or a refusal. Saves nothing. */
  previewStop(request: StopRequest): Promise<Message>;
  /** Ends a release that has changed nothing for customers. */
  stopRelease(request: StopRequest): Promise<Message>;
  /** What deleting the tag of an ended release would do: a confirmation, or why it stays. Saves nothing. */
  previewDeleteTag(request: { tag: string; caller: Caller; place: Place }): Promise<Message>;
  /** Enqueues its deletion. */
  deleteTag(request: { tag: string; caller: Caller; place: Place }): Promise<Message>;
  /** Unlocks the release line. */
  unlock(ask: { releaseLine: string; reason: string; caller: Caller; place: Place }): Promise<Message>;
  /** Which versions a quarantine would include, and which rollback targets would remain. Saves nothing. */
  previewQuarantine(ask: QuarantineAsk): Promise<Message>;
  /** Excludes a version, and those built on it, as rollback targets. */
  quarantine(ask: QuarantineAsk): Promise<Message>;
  /** Ends a version's quarantine. */
  unquarantine(ask: QuarantineAsk): Promise<Message>;
  /** Confirms an unproven rollback, or ends its wait for a confirmation. */
  confirmUnproven(ask: {
    operation: string;
    how: 'confirmed' | 'ended';
    caller: Caller;
    place: Place;
  }): Promise<Message>;
  /** The form to confirm a terminal's code, in Slack only. */
  openPairing(ask: { code: string; caller: Caller; place: Place }): Promise<Message>;
  /** Allows that terminal to act as the caller from now on. */
  confirmPairing(ask: { pairing: string; caller: Caller; place: Place }): Promise<Message>;
  /** The caller's terminals; all terminals for an owner. */
  listTokens(ask: { caller: Caller; place: Place }): Promise<Message>;
  /** Revokes one; `own` is the terminal that asks. */
  revokeToken(ask: { id: string; caller: Caller; place: Place }): Promise<Message>;
  /** Whether the journal is intact, and contains the posted head. */
  auditVerify(posted: JournalHead | undefined): Promise<Message>;
  /** The journal's rows of one operation. */
  auditShow(operation: string): Promise<Message>;
  /** Accepts a differing record as it is; two persons must request it, one of them an owner. */
  acceptRecord(ask: { head: JournalHead; reason: string; caller: Caller; place: Place }): Promise<Message>;
}
