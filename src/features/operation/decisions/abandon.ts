import type { Decided } from '../../../domain/click.ts';
import type { Message } from '../../../domain/message.ts';
import type { Operation } from '../../../domain/operation.ts';
import type { RefusalReason } from '../../../domain/refusal.ts';
import { accepted } from '../../../engine/accepted.ts';
import { type Believed, onClick, placeOf, record } from '../../../engine/click.ts';
import type { Context } from '../../../engine/context.ts';
import { OPERATION } from '../../../engine/decision-subject.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { soundIn } from '../../../engine/guard.ts';
import { choiceIn, offered } from '../../../engine/offered.ts';
import { cleanUp, enqueueMessage, saveOperation, sealAt } from '../../../engine/save.ts';
import type { Tx } from '../../../ports/store.ts';
import { announce, canBeStopped, cancelOutcome, cancelQuestion, undone } from '../../release/index.ts';
import { createLooks, rollBack } from '../../rollback/index.ts';

export default defineDecision({
  name: 'abandon',
  about: OPERATION,
  permission: null,
  button: (operation, { steps }) => ({
    label: 'Cancel',
    says: 'Cancel the',
    style: 'danger',
    confirm: cancelQuestion(operation, steps),
  }),
  place: 70,
  // A release that can be stopped ends that way.
  offered: (operation, { steps }) => choiceIn(operation, 'abandon') && !canBeStopped(operation, steps),
  word: {
    name: 'cancel',
    formerly: ['abandon'],
    summary: 'Cancel a paused operation from the terminal; its card shows the effect.',
    examples: ['cancel rel_01J'],
    takes: 'nothing',
  },
  apply: abandon,
});

/**
 * Cancels a paused operation. A verified release that customers have ends as done. A release that has moved something
 * else is rolled back, with all rules of a rollback. For any other operation the card says what remains.
 */
async function abandon(context: Context, click: Decided): Promise<Message> {
  let moved: Operation | null = null;
  await context.record.catchUp();
  const answer = await onClick(context, click, {
    asked: 'abandon',
    apply: async (tx, believed) => {
      const stopped = offered(context, believed, 'abandon');
      if ('refused' in stopped) return stopped;
      const { row: operation } = believed;
      const outcome = cancelOutcome(operation, context.steps);
      const isDone = outcome.is === 'done' && (await soundIn(tx, context, operation)).is === 'sound';
      if (isDone) return endAsDone(tx, click, { context, believed });
      if (outcome.is !== 'gives-back') return endHere(tx, click, { context, believed });
      moved = operation;
      return accepted(operation, `Rolling back to v${outcome.to}.`);
    },
  });
  return moved === null ? answer : rollBackInstead(context, click, moved);
}

/**
 * The rollback supersedes the release, and so ends it. Where another version can be restored instead, the release stays
 * paused, and the refusal names it: customers must not keep half a release. Without any the release ends as it is.
 */
async function rollBackInstead(context: Context, click: Decided, { plan }: Operation): Promise<Message> {
  const request = {
    target: `v${plan.content.pointer.from}`,
    reason: `v${plan.content.version} was cancelled while it was released`,
    cdnOnly: false,
    caller: click.caller,
    place: placeOf(click),
  };
  const answer = await rollBack(context, request, createLooks(context));
  if (answer.is !== 'refusal' || answer.refusal.reasons.some(leavesAWay)) return answer;
  return onClick(context, click, {
    asked: 'abandon',
    apply: async (tx, believed) => {
      const stopped = offered(context, believed, 'abandon');
      return 'refused' in stopped ? stopped : endHere(tx, click, { context, believed });
    },
  });
}

/** The service may answer later, or another version can be restored. */
export function leavesAWay(reason: RefusalReason): boolean {
  return reason.code === 'neighbour-unreadable' || ('other' in reason && reason.other !== null);
}

/** Customers have it, and it is verified: it is announced as usual, and its card names the missing steps. */
async function endAsDone(
  tx: Tx,
  click: Decided,
  { context, believed }: { context: Context; believed: Believed },
): Promise<Message> {
  const { row: operation } = believed;
  const at = context.clock.now().toISOString();
  const { id } = operation;
  const done: Operation = { ...operation, state: { is: 'done', at }, finishedAt: at };
  record(tx, click, { event: 'finished', believed, details: { outcome: 'done', undone: undone(operation) } });
  await tx.surfaces.free(id);
  if (!announce.isDoneIn(operation))
    await enqueueMessage(tx, done, {
      about: { is: 'announcement' },
      key: `announcement:${id}`,
      at,
      known: context,
    });
  await sealAt(tx, done, { occasion: 'ended', at, known: context });
  await saveOperation(tx, done, { at, known: context });
  return accepted(done, `v${operation.plan.content.version} ends as done. Its card shows what was not done.`);
}

async function endHere(
  tx: Tx,
  click: Decided,
  { context, believed }: { context: Context; believed: Believed },
): Promise<Message> {
  const { row: operation, person } = believed;
  const at = context.clock.now().toISOString();
  record(tx, click, { event: 'abandoned', believed, details: {} });
  await tx.surfaces.free(operation.id);
  const state = { is: 'abandoned' as const, at, by: person.name };
  const ended = { ...operation, state, finishedAt: at };
  await saveOperation(tx, ended, { at, known: context });
  await cleanUp(tx, ended, { at, known: context });
  const { version } = operation.plan.content;
  return accepted(operation, `You cancelled v${version}. Its card shows what stays.`);
}
