import type { JournalEntry } from '../../../domain/journal.ts';
import type { LeftTag } from '../../../domain/left-tag.ts';
import type { Operation } from '../../../domain/operation.ts';
import { serviceName } from '../../../domain/service-names.ts';
import { operationSubject } from '../../../domain/subject.ts';
import { tagOf } from '../../../domain/version.ts';
import type { Context } from '../../../engine/context.ts';
import { byNavi, enqueueMessage, saveOperation } from '../../../engine/save.ts';
import type { Receipt } from '../../../ports/receipt.ts';
import { requestIdsOf, ServiceError } from '../../../ports/service-error.ts';
import type { JobOutcome } from '../../../ports/tables/jobs.ts';
import type { Level } from '../../../ports/tables/outbox.ts';
import { rulesetHelp } from '../ruleset.ts';
import { judgeLeftTag } from './gather.ts';
import { leavesTag, leftTagSentence } from './left-tag.ts';

const LOOK_AGAIN_MS = 15_000;
const ASK_AGAIN_MS = 2_000;

/**
 * After a failed release and its run have ended: whether its tag may be deleted. The card then offers that, or says
 * why the tag stays. A service that does not answer is asked until the run deadline.
 */
export async function lookAtLeftTag(context: Context, id: string): Promise<JobOutcome> {
  const release = await context.store.transaction((tx) => tx.operations.get(id));
  if (release === undefined || !leavesTag(release)) return { is: 'over' };
  const now = context.clock.now();
  const at = now.toISOString();
  const isLate = now.getTime() - Date.parse(release.finishedAt ?? at) >= context.settings.deadlines.run;
  const later = { is: 'again', at: new Date(now.getTime() + LOOK_AGAIN_MS).toISOString() } as const;
  try {
    const verdict = await judgeLeftTag(context, release);
    if (verdict.is === 'gone') return { is: 'over' };
    if (verdict.is === 'stays' && verdict.isEarly && !isLate) return later;
    const { next } = verdict;
    const leftTag: LeftTag =
      verdict.is === 'deletable'
        ? { is: 'deletable', object: verdict.object, at, next }
        : { is: 'stays', why: verdict.why, at, next };
    await save(context, release, { leftTag, when: (now) => now?.is !== 'deleting' });
    return { is: 'over' };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return isLate ? { is: 'over' } : later;
  }
}

type Deleting = Extract<LeftTag, { is: 'deleting' }>;

/**
 * Deletes the tag on a person's request: checks everything again, journals the intent, writes once, and reads back.
 * After an attempt of unknown fate nothing is sent again until the reconcile window has shown that the tag still
 * exists.
 */
export async function deleteLeftTag(context: Context, id: string): Promise<JobOutcome> {
  const release = await context.store.transaction((tx) => tx.operations.get(id));
  if (release?.leftTag?.is !== 'deleting') return { is: 'over' };
  const { leftTag } = release;
  const now = context.clock.now();
  const again = (ms: number) => ({ is: 'again' as const, at: new Date(now.getTime() + ms).toISOString() });
  const { reconcile, answer } = context.settings.deadlines;
  const left = Date.parse(leftTag.since) + answer + reconcile - now.getTime();
  try {
    const verdict = await judgeLeftTag(context, release);
    if (verdict.is === 'gone') return end(context, release, deleted(leftTag, now));
    const why = verdict.is === 'stays' ? verdict.why : await whyNot(context, release, leftTag);
    if (why.length > 0) return end(context, release, stays(why, { now, next: verdict.next }));
    const unsure = leftTag.sentAt === null ? 0 : Date.parse(leftTag.sentAt) + reconcile - now.getTime();
    if (unsure > 0) return again(Math.min(unsure, ASK_AGAIN_MS));
    if (left < 0) return end(context, release, stays(['GitHub did not answer'], { now, next: verdict.next }));
    return await send(context, release, { leftTag, next: verdict.next });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { service, problem, retryAfterMs = LOOK_AGAIN_MS } = error.facts;
    context.telemetry.warn('a tag could not be read', { operation: id, service, problem });
    if (left >= 0) return again(Math.min(retryAfterMs, left + 1));
    return end(
      context,
      release,
      stays([`${serviceName(service)} did not answer (${problem})`], { now, next: null }),
    );
  }
}

/** The request must be in the journal, not only in the state. */
async function whyNot(context: Context, release: Operation, { object }: Deleting): Promise<string[]> {
  const rows = await context.store.transaction((tx) => tx.journal.of(operationSubject(release)));
  const isAsked = rows.some(
    ({ row, authentic }) =>
      authentic && row.event === 'tag-deletion-asked' && row.details['object'] === object,
  );
  return isAsked ? [] : ['the journal has no request to delete it'];
}

/** One request, with its intent journalled first. Only a refusal is final; otherwise the next read decides. */
async function send(
  context: Context,
  release: Operation,
  { leftTag, next }: { leftTag: Deleting; next: string | null },
): Promise<JobOutcome> {
  const name = tagOf(release.plan.content.version);
  const { object } = leftTag;
  const sentAt = context.clock.now().toISOString();
  await save(context, release, {
    leftTag: { ...leftTag, sentAt },
    event: {
      event: 'tag-deletion-intended',
      details: { tag: name, object },
      before: { tag: name, object },
      after: null,
    },
    when: (now) => now?.is === 'deleting' && now.sentAt === leftTag.sentAt,
  });
  try {
    const { requestIds = [] } = await context.scm.deleteTag({ name, object });
    await save(context, release, {
      leftTag: { ...leftTag, sentAt },
      event: { event: 'request-answered', details: { call: 'deleteTag', tag: name }, requestIds },
      when: (now) => now?.is === 'deleting' && now.sentAt === sentAt,
    });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { kind, problem } = error.facts;
    if (kind === 'refused' && (await context.scm.tag(name))?.object === object) {
      const ruled = rulesetHelp(name, error) ?? `GitHub refused it (${problem.replace(/\s+/g, ' ').trim()})`;
      const help = `${ruled}, or ask someone with the permission to delete it`;
      const stayed = stays([help], { now: context.clock.now(), next });
      return end(context, release, stayed, requestIdsOf(error));
    }
  }
  return { is: 'again', at: context.clock.now().toISOString() };
}

function deleted({ by }: Deleting, now: Date): LeftTag {
  return { is: 'deleted', at: now.toISOString(), by };
}

function stays(why: readonly string[], { now, next }: { now: Date; next: string | null }): LeftTag {
  return { is: 'stays', why, at: now.toISOString(), next };
}

async function end(
  context: Context,
  release: Operation,
  leftTag: LeftTag,
  receipt: Receipt = {},
): Promise<JobOutcome> {
  const event = leftTag.is === 'deleted' ? 'tag-deleted' : 'tag-kept';
  const details = leftTag.is === 'stays' ? { why: [...leftTag.why] } : {};
  const tag = tagOf(release.plan.content.version);
  await save(context, release, {
    leftTag,
    event: { event, details: { tag, ...details }, ...receipt },
    when: (now) => now?.is === 'deleting',
  });
  return { is: 'over' };
}

interface Saved {
  leftTag: LeftTag;
  event?: Pick<JournalEntry, 'event' | 'details' | 'before' | 'after' | 'requestIds'>;
  /** The state that is required in the store; else nothing is saved. */
  when(now: LeftTag | undefined): boolean;
}

/** Saves the state of the tag, and posts it in the card's thread. */
async function save(context: Context, { id }: Operation, { leftTag, event, when }: Saved): Promise<void> {
  const at = context.clock.now().toISOString();
  await context.store.transaction(async (tx) => {
    const before = await tx.operations.lock(id);
    if (before === undefined || !when(before.leftTag)) return;
    const release: Operation = { ...before, leftTag };
    if (event !== undefined) tx.journal.append({ ...byNavi(release, event.event, event.details), ...event });
    await saveOperation(tx, release, { at, known: context });
    const text = leftTag.is === 'deleting' ? null : leftTagSentence(release);
    if (text === null) return;
    await enqueueMessage(tx, release, {
      about: { is: 'line', text, level: LEVELS[leftTag.is] },
      key: `line:${id}:left-tag:${at}`,
      at,
      known: context,
    });
  });
}

const LEVELS: Record<LeftTag['is'], Level> = {
  deletable: 'info',
  deleting: 'info',
  stays: 'warn',
  deleted: 'good',
};
