import {
  BREAK_GLASS,
  type BreakGlass,
  decideOwedReviews,
  liftsText,
  type OwedReview,
} from '../../../domain/break-glass.ts';
import { type Actor, actorOf } from '../../../domain/journal.ts';
import type { Message } from '../../../domain/message.ts';
import type { Operation } from '../../../domain/operation.ts';
import type { Caller, Person, Place } from '../../../domain/person.ts';
import { type RefusalReason, refuse } from '../../../domain/refusal.ts';
import { operationSubject } from '../../../domain/subject.ts';
import { parseVersion, tagOf } from '../../../domain/version.ts';
import type { Context } from '../../../engine/context.ts';
import { recordRefusal } from '../../../engine/open-differences.ts';
import { peopleNow } from '../../../engine/people-now.ts';
import { enqueueJob, enqueueNotice } from '../../../engine/save.ts';
import type { Tx } from '../../../ports/store.ts';
import { endReviewCard } from './review-card.ts';

/** The job's name. */
export const REMIND_REVIEW = 'remind-glass-review';
const LONGEST_OUTCOME = 500;

/** The reviews that are owed. Only authentic rows of the journal count. */
export async function reviewsOwed(tx: Tx): Promise<OwedReview[]> {
  const rows = (await tx.journal.of(BREAK_GLASS)).flatMap(({ row, authentic }) => (authentic ? [row] : []));
  const ids = rows.flatMap(({ event, details: { operation } }) =>
    event === 'glass-broken' && typeof operation === 'string' ? [operation] : [],
  );
  const decisions: Record<string, Awaited<ReturnType<Tx['journal']['decisions']>>> = {};
  for (const id of new Set(ids)) decisions[id] = await tx.journal.decisions(id);
  return decideOwedReviews({ rows, decisions });
}

/** A release that is by break glass from now on; `at` is ISO. */
interface BreakGlassNote {
  operation: Operation;
  breakGlass: BreakGlass;
  /** The name of who asks for it. */
  by: string;
  actor: Actor;
  at: string;
}

/** Journals that a release is by break glass, posts what it lifts, and has people reminded of the review. */
export async function noteBreakGlass(
  tx: Tx,
  { settings }: Pick<Context, 'settings'>,
  { operation, breakGlass, by, actor, at }: BreakGlassNote,
): Promise<void> {
  const { id, requester, plan } = operation;
  const { version } = plan.content;
  const { reason, lifts } = breakGlass;
  tx.journal.append({
    subject: BREAK_GLASS,
    event: 'glass-broken',
    actor,
    planHash: plan.hash,
    details: { operation: id, version, reason, lifts: [...lifts], requester: requester.person },
  });
  const text = `${by} releases v${version} by break glass: ${reason}. Lifted: ${liftsText({ lifts })}. One other person must approve. A person who is not involved reviews it within 24 hours of the approval`;
  const { channel } = settings.slack;
  const subject = operationSubject(operation);
  await enqueueNotice(tx, { subject, text, level: 'warn', channel, whom: 'owners', key: `glass:${id}`, at });
  await enqueueJob(tx, { kind: REMIND_REVIEW, subject, at: laterBy(at, REMIND_MS) });
}

export interface ReviewAsk {
  version: string;
  outcome: string;
  caller: Caller;
  place: Place;
}

/** `/navi review`: a person who was not involved records what the review of a release by break glass has found. */
export async function reviewRelease(context: Context, ask: ReviewAsk): Promise<Message> {
  const asked = `review ${ask.version}`;
  if (ask.caller.is !== 'person') return { is: 'refusal', refusal: refuse({ code: 'token-invalid' }), asked };
  return context.store.transaction(async (tx): Promise<Message> => {
    const version = parseVersion(ask.version);
    const owed = (await reviewsOwed(tx)).find((one) => one.version === version);
    const said =
      owed === undefined ? noReview(ask.version) : await recordReview(tx, context, { ...ask, owed });
    return typeof said === 'string'
      ? { is: 'line', text: said, level: 'good' }
      : { is: 'refusal', refusal: refuse(said), asked };
  });
}

interface Reviewing {
  owed: OwedReview;
  outcome: string;
  caller: Caller;
  place: Place;
}

/** Journals and posts what a review has found, and ends its card; or says why this person cannot record it. */
export async function recordReview(
  tx: Tx,
  context: Context,
  { owed, outcome: found, caller, place }: Reviewing,
): Promise<string | RefusalReason> {
  const refused = (await recordRefusal(tx)) ?? (await whyNotReview(tx, context, { owed, caller }));
  if (refused !== null || caller.is !== 'person') return refused ?? { code: 'token-invalid' };
  const outcome = found.trim().slice(0, LONGEST_OUTCOME);
  const at = context.clock.now().toISOString();
  const { operation, version } = owed;
  tx.journal.append({
    subject: BREAK_GLASS,
    event: 'glass-reviewed',
    actor: actorOf(caller, place),
    planHash: null,
    details: { operation, version, outcome },
  });
  const text = `${caller.person.name} has reviewed the release of ${tagOf(version)} by break glass: ${outcome}`;
  const { channel } = context.settings.slack;
  const subject = operationSubject({ id: operation });
  const key = `glass-reviewed:${operation}`;
  await enqueueNotice(tx, { ...{ subject, text, level: 'good', channel, key, at } });
  await endReviewCard(tx, context, { operation, how: text, by: caller.person.name, at });
  return text;
}

/** Why this person cannot record the review; null where they may. Roles are read again. */
export async function whyNotReview(
  tx: Tx,
  context: Pick<Context, 'settings' | 'clock'>,
  { owed, caller }: Pick<Reviewing, 'owed' | 'caller'>,
): Promise<RefusalReason | null> {
  if (caller.is !== 'person') return { code: 'token-invalid' };
  const { id, roles } = caller.person;
  const others = reviewersOf(owed, await peopleNow(tx, context));
  if (others.some((one) => one.id === id)) return null;
  const [role] = roles;
  const names = others.map(({ name }) => name);
  if (!owed.involved.includes(id) && role !== undefined) return { code: 'role-too-new', role, people: names };
  const text = owed.involved.includes(id)
    ? `You asked for ${tagOf(owed.version)} or approved it, so another person reviews it.`
    : 'You have no role in the configuration, so another person reviews it.';
  return {
    ...{ code: 'gate-refused', gate: 'break glass was reviewed', who: names.join(' or '), text },
    next: 'Ask one of them to press Record the review on its card.',
  };
}

/** The people who may review: with a role that counts, and not involved. */
export function reviewersOf({ involved }: OwedReview, people: readonly Person[]): Person[] {
  return people.filter(({ id, roles }) => roles.length > 0 && !involved.includes(id));
}

/** The refusal where no review of it is owed. */
export function noReview(asked: string): RefusalReason {
  return {
    ...{ code: 'gate-refused', gate: 'break glass was reviewed', who: 'no action needed' },
    ...{ text: `There is no open review of ${asked}.`, next: 'Type /navi history to see what was released.' },
  };
}

/** How often a review that is owed is looked at. */
export const REMIND_MS = 3_600_000;

export function laterBy(at: string, ms: number): string {
  return new Date(Date.parse(at) + ms).toISOString();
}
