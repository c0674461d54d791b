import {
  BREAK_GLASS,
  type BreakGlass,
  decideOwedReviews,
  type OwedReview,
} from '../../../domain/break-glass.ts';
import { type Actor, actorOf } from '../../../domain/journal.ts';
import type { Message } from '../../../domain/message.ts';
import type { Operation } from '../../../domain/operation.ts';
import type { Caller, Place } from '../../../domain/person.ts';
import { type RefusalReason, refuse } from '../../../domain/refusal.ts';
import { operationSubject } from '../../../domain/subject.ts';
import { parseVersion, tagOf } from '../../../domain/version.ts';
import type { Context } from '../../../engine/context.ts';
import { enqueueJob, enqueueNotice } from '../../../engine/save.ts';
import type { Tx } from '../../../ports/store.ts';

/** The job's name. */
export const REMIND_GLASS_REVIEW = 'remind-glass-review';
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

/** Journals that a release breaks the glass, posts what it lifts, and has people reminded of the review. */
export async function noteBroken(
  tx: Tx,
  { settings }: Pick<Context, 'settings'>,
  { operation, glass, actor }: { operation: Operation; glass: BreakGlass; actor: Actor },
): Promise<void> {
  const { id, requester, requestedAt: at, plan } = operation;
  const { version } = plan.content;
  const { reason, lifts } = glass;
  tx.journal.append({
    subject: BREAK_GLASS,
    event: 'glass-broken',
    actor,
    planHash: plan.hash,
    details: { operation: id, version, reason, lifts: [...lifts] },
  });
  const text = `${requester.name} breaks the glass for v${version}: ${reason}. Lifted: ${lifts.join(', ')}. One other person must approve. A person who is not involved reviews it within 24 hours of the approval: /navi review v${version} --outcome "…"`;
  const { channel } = settings.slack;
  const subject = operationSubject(operation);
  await enqueueNotice(tx, { subject, text, level: 'warn', channel, whom: 'owners', key: `glass:${id}`, at });
  await enqueueJob(tx, { kind: REMIND_GLASS_REVIEW, subject, at: laterBy(at, REMIND_MS) });
}

export interface ReviewAsk {
  version: string;
  outcome: string;
  caller: Caller;
  place: Place;
}

/** `/navi review`: a person who was not involved records what the review of a release by break glass has found. */
export async function reviewRelease(context: Context, ask: ReviewAsk): Promise<Message> {
  const { caller, place } = ask;
  const asked = `review ${ask.version}`;
  if (caller.is !== 'person') return { is: 'refusal', refusal: refuse({ code: 'token-invalid' }), asked };
  const outcome = ask.outcome.trim().slice(0, LONGEST_OUTCOME);
  const at = context.clock.now().toISOString();
  return context.store.transaction(async (tx): Promise<Message> => {
    const owed = (await reviewsOwed(tx)).find(({ version }) => version === parseVersion(ask.version));
    const reason = refusedFor(owed, { person: caller.person.id, asked: ask.version, context });
    if (owed === undefined || reason !== null)
      return { is: 'refusal', refusal: refuse(reason ?? { code: 'token-invalid' }), asked };
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
    await enqueueNotice(tx, {
      subject,
      text,
      level: 'good',
      channel,
      key: `glass-reviewed:${operation}`,
      at,
    });
    return { is: 'line', text, level: 'good' };
  });
}

function refusedFor(
  owed: OwedReview | undefined,
  { person, asked, context }: { person: string; asked: string; context: Context },
): RefusalReason | null {
  const gate = 'break glass was reviewed';
  if (owed === undefined)
    return {
      ...{ code: 'gate-refused', gate, who: 'no action needed' },
      ...{
        text: `There is no open review of ${asked}.`,
        next: 'Type /navi history to see what was released.',
      },
    };
  if (!owed.involved.includes(person)) return null;
  const others = context.settings.people.filter(({ id }) => !owed.involved.includes(id));
  return {
    ...{ code: 'gate-refused', gate, who: others.map(({ name }) => name).join(' or ') },
    ...{ text: `You asked for ${tagOf(owed.version)} or approved it, so another person reviews it.` },
    next: `Ask one of them to type /navi review ${tagOf(owed.version)} --outcome "…".`,
  };
}

/** How often a review that is owed is looked at. */
export const REMIND_MS = 3_600_000;

export function laterBy(at: string, ms: number): string {
  return new Date(Date.parse(at) + ms).toISOString();
}
