import type { Operation } from '../../domain/operation.ts';
import type { Context } from '../../engine/context.ts';
import { defineJob, NOTHING } from '../../engine/define-job.ts';
import { cardKey, enqueueDelivery } from '../../engine/save.ts';
import { ServiceError } from '../../ports/service-error.ts';
import type { Tx } from '../../ports/store.ts';
import type { JobOutcome } from '../../ports/tables/jobs.ts';
import { stoppedAt } from '../card/state.ts';
import { wantsDirect } from '../direct/choice.ts';
import { type Direct, decideDirect, halfTime } from '../direct/decide-direct.ts';
import { later } from '../note-problem.ts';

/** Until the card is posted, so that the message can link it. */
const CARD_MS = 2_000;
/** Until the chat answers again. */
const AWAY_MS = 30_000;

/**
 * Tells people about one operation by direct message: one post for each event, edited when it is over. It is due when
 * the operation's state changes, and at half of a plan's time.
 */
export async function direct(context: Context, id: string): Promise<JobOutcome> {
  const { store, settings } = context;
  if (!settings.slack.directMessages) return { is: 'over' };
  const before = await store.transaction(async (tx) => ({
    operation: await tx.operations.get(id),
    card: await tx.outbox.get(cardKey(id)),
  }));
  const isTold = before.operation?.plan.content.approval.is === 'quorum';
  if (!isTold) return { is: 'over' };
  if (before.card?.ts == null) return { is: 'again', at: later(context, CARD_MS) };
  const link = await linkOf(context, { channel: before.card.channel, ts: before.card.ts });
  if (link === null) return { is: 'again', at: later(context, AWAY_MS) };
  return store.transaction(async (tx): Promise<JobOutcome> => {
    const operation = await tx.operations.get(id);
    if (operation === undefined) return { is: 'over' };
    const now = context.clock.now();
    const wanted = decideDirect(operation, {
      people: settings.people,
      now,
      zone: settings.monitoring.zone,
      words: context.operations.wordsOf(operation.plan.content),
      stoppedAt: stoppedAt(operation, context.steps),
    });
    for (const one of wanted) await enqueueDirect(tx, operation, { ...one, link, at: now.toISOString() });
    const half = halfTime(operation);
    return operation.state.is === 'awaiting-approval' && now < half
      ? { is: 'again', at: half.toISOString() }
      : { is: 'over' };
  });
}

async function linkOf({ chat }: Context, post: { channel: string; ts: string }): Promise<string | null> {
  try {
    return await chat.permalink(post);
  } catch (error) {
    if (error instanceof ServiceError) return null;
    throw error;
  }
}

/** Sends it once; a known message is edited where it says something else now. */
async function enqueueDirect(
  tx: Tx,
  { id }: Operation,
  { event, occasion, person, text, level, isOver, link, at }: Direct & { link: string; at: string },
): Promise<void> {
  if (person.slack === undefined) return;
  const key = `direct:${id}:${event}:${occasion}:${person.id}`;
  const known = await tx.outbox.lock(key);
  if (known === undefined && (isOver || !(await wantsDirect(tx, person.id)))) return;
  const about = { is: 'notice' as const, text: `${text} ${link}`, level, whom: null };
  if (known?.about.is === 'notice' && known.about.text === about.text) return;
  const subject = { kind: 'direct-message', id: `${id}:${person.id}` };
  await tx.outbox.put({ key, subject, about, channel: person.slack, inThread: false, at });
  await enqueueDelivery(tx, subject, { priority: 'normal', at });
}

export default defineJob({
  name: 'direct',
  payload: NOTHING,
  run: (context, { subject }) => direct(context, subject.id),
});
