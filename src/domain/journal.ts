import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Decision } from './approval.ts';
import { canonical, type Json } from './json.ts';
import { type ByRule, type Caller, type Place, ROLES, type Role, shortClaim } from './person.ts';
import type { Saved } from './saved.ts';
import type { Subject } from './subject.ts';

/** What can be journalled. Refusals and denied clicks are events too. */
export type JournalEvent =
  | 'requested'
  /** How a plan was judged: every verdict and the facts, at the request, an approval and the first write. */
  | 'judged'
  /** A release waits for its turn on its line, or does not any more. */
  | 'queued'
  | 'unqueued'
  /** A person has signed an item of a release's checklist. */
  | 'signed-off'
  /** A release lifts checks for a reason, and a person who was not involved has reviewed it. */
  | 'glass-broken'
  | 'glass-reviewed'
  /** What plans are judged by, where it is new. */
  | 'policy-seen'
  | 'refused'
  | 'approved'
  | 'rejected'
  | 'retracted'
  | 'replaced'
  | 'expired'
  | 'revised'
  | 'started'
  | 'step-intended'
  | 'step-sent'
  | 'step-unknown'
  | 'step-done'
  | 'step-held'
  | 'step-failed'
  | 'retried'
  | 'replanned'
  | 'abandoned'
  | 'cancelled'
  | 'finished'
  | 'adopted'
  | 'changed-outside'
  /** The daily look at what customers pin was made. */
  | 'stored-compared'
  | 'alert-over'
  /** An alert about what is measured. */
  | 'alert-firing'
  | 'alert-acknowledged'
  | 'alert-muted'
  /** A person was called because it was not acknowledged. */
  | 'alert-called'
  | 'on-call-set'
  | 'on-call-cleared'
  | 'watch-begun'
  | 'watch-judged'
  | 'watch-over'
  | 'release-kept'
  /** Navi could not begin an automatic rollback that is due. */
  | 'rollback-not-begun'
  /** A write of Navi's own arrived after the operation had ended, and is put back. */
  | 'late-write'
  | 'rights-tried'
  | 'superseded'
  /** In rows of older versions only. */
  | 'late-published'
  | 'deprecating'
  | 'locked'
  | 'unlocked'
  /** In rows of older versions; *quarantined* since. */
  | 'marked-faulty'
  | 'quarantined'
  | 'unquarantined'
  | 'post-mortem-begun'
  | 'post-mortem-opened'
  | 'delivered'
  /** A post of Navi's was deleted: it is posted again. */
  | 'post-lost'
  /** The workflow run of a release that ended early has ended, or there was none. */
  | 'run-ended'
  | 'tampered'
  | 'deployment-answered'
  | 'runs-watched'
  | 'foreign-run'
  | 'terminal-paired'
  | 'token-issued'
  | 'token-revoked'
  /** A person wants direct messages about releases, or none. */
  | 'direct-messages-set'
  | 'rollback-confirmed'
  | 'rollback-unconfirmed'
  | 'tag-deletion-asked'
  | 'tag-deletion-intended'
  | 'tag-deleted'
  | 'tag-kept'
  /** A service has answered a write whose intent is a row of its own, or that a job repeats. */
  | 'request-answered'
  /** Releases may not write until a time. */
  | 'frozen'
  /** The roles that the configuration gives, where they are new. */
  | 'roles-seen'
  | 'unfrozen'
  | 'key-rotated'
  | 'record-differs'
  | 'record-accept-asked'
  | 'record-accepted'
  /** What the tables held when a version first journalled their fields. */
  | 'record-begun'
  /** A transaction that changed rows that decide, and that nothing else explains. */
  | 'saved'
  /** The customers file names others than before: ids and digests. */
  | 'customers-changed'
  | 'contacts-erased'
  /** A person records that a release broke a customer's integration, and that it works again. */
  | 'break-reported'
  | 'break-closed'
  | 'notice-drafted'
  | 'notice-reviewed'
  | 'notice-sending'
  /** A message is about to be sent: its answer follows, or it is unknown. */
  | 'notice-intended'
  | 'notice-answered'
  | 'notice-unknown'
  /** A person says what happened to a recipient. */
  | 'notice-settled'
  | 'notice-given'
  | 'notice-reminded'
  | 'notice-snoozed'
  | 'notice-reassigned'
  /** What a source had when it was first read: it begins no emergency. */
  | 'emergency-baseline'
  | 'emergency-spread'
  | 'emergency-declared'
  | 'emergency-taken'
  /** A person names the bad version. */
  | 'emergency-affects'
  | 'emergency-stage'
  | 'emergency-waived'
  /** What was read of it has changed. */
  | 'emergency-looked'
  | 'emergency-called'
  | 'emergency-over'
  /** A release is planned for a time, or moved to another. */
  | 'release-scheduled'
  | 'release-unscheduled'
  | 'release-reminded'
  | 'planned-release-requested'
  /** Rows that differed from the journal were restored from it. */
  | 'restored';

/** Who acted: a person with their accounts and role, or Navi itself. */
export type Actor =
  | {
      is: 'person';
      person: string;
      account: string;
      role: Role | null;
      /** `github-token` occurs only in rows of older versions. */
      how: 'slack' | 'terminal-token' | 'github-token';
      place: Place;
    }
  | { is: 'unproven'; claimed: string; place: Place }
  | { is: 'stranger'; account: string; why: string; place: Place }
  | { is: 'navi' };

/** What the caller provides; the store adds the rest. */
export interface JournalEntry {
  subject: Subject;
  event: JournalEvent;
  actor: Actor;
  planHash: string | null;
  details: { readonly [key: string]: Json };
  /** What a write replaces, or what was live on the surfaces that a step has moved; null where nothing was. */
  before?: Json;
  /** What a write creates, or what is live now. */
  after?: Json;
  /** What the transaction changed in the rows that decide. The store writes it into the transaction's last row. */
  saved?: Saved;
  /** The services' ids of the requests behind this event, for their support and their logs. */
  requestIds?: readonly string[];
}

/** One chained row: `mac` covers everything else, including `previous`. */
export interface JournalRow extends JournalEntry {
  sequence: number;
  /** UTC time of the store, ISO. */
  at: string;
  configHash: string;
  botVersion: string;
  /** Hosts of the endpoints in use, so that a record from a simulator can never pass for a real one. */
  hosts: readonly string[];
  keyId: string;
  previous: string;
  mac: string;
}

/** The key that chains the journal; each row has its `id`, so that keys can be replaced. */
export interface JournalKey {
  id: string;
  secret: string;
}

/** The predecessor of the first row. */
export const GENESIS = '0'.repeat(64);

export function macOf(row: Omit<JournalRow, 'mac'>, key: JournalKey): string {
  return macOfText(canonical(row), key);
}

/** The MAC of a row's canonical text without its MAC. */
export function macOfText(text: string, key: JournalKey): string {
  return createHmac('sha256', key.secret).update(text).digest('hex');
}

/** Compares the text: upper case and trailing characters would decode to the same bytes. */
export function isSameMac(expected: string, found: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(found)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export function actorOf(caller: Caller | ByRule, place: Place, role: Role | null = null): Actor {
  switch (caller.is) {
    case 'rule':
      return { is: 'navi' };
    case 'person':
      return {
        is: 'person',
        person: caller.person.id,
        account: caller.account,
        role,
        how: caller.how,
        place,
      };
    case 'unproven':
      return { is: 'unproven', claimed: shortClaim(caller.claimed), place };
    case 'stranger':
      return { is: 'stranger', account: caller.account, why: caller.why, place };
  }
}

/** The decision in a row, if there is one. */
export function decisionIn({ event, actor, planHash, at, details }: JournalRow): Decision | undefined {
  if (event !== 'approved' && event !== 'rejected') return undefined;
  if (actor.is !== 'person' || actor.role === null || planHash === null) return undefined;
  const { reason, roles } = details;
  return {
    person: actor.person,
    role: actor.role,
    ...(typeof roles === 'string' ? { roles: ROLES.filter((one) => roles.split(' ').includes(one)) } : {}),
    decision: event === 'approved' ? 'approve' : 'reject',
    planHash,
    at,
    ...(typeof reason === 'string' ? { reason } : {}),
  };
}
