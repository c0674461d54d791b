import { isApproved } from '../domain/approval.ts';
import type { Click } from '../domain/click.ts';
import type { Message } from '../domain/message.ts';
import type { Operation } from '../domain/operation.ts';
import type { RefusalReason } from '../domain/refusal.ts';
import type { Choice } from '../domain/step.ts';
import { stoppedAt } from '../features/card/state.ts';
import { cancelOutcome, undone } from '../features/release/cancel.ts';
import type { Tx } from '../ports/store.ts';
import { accepted } from './accepted.ts';
import { type Believed, deny, onClick, placeOf, record } from './click.ts';
import { goOn } from './go-on.ts';
import { soundIn } from './guard.ts';
import { endWhatIsLeft, keepOperation, say, sealAt } from './keep.ts';
import { keepRevision } from './keep-revision.ts';
import { mayEndReleases } from './may-end.ts';
import { createLooks } from './planners/looks.ts';
import { decideAgain, type RestAgain, readWorld } from './planners/replan-rest.ts';
import { rollBack } from './planners/roll-back.ts';
import type { Ground } from './ports.ts';
import { recordRefusal } from './record/open.ts';
import { announce } from './steps/announce.ts';

/** Has the stopped step tried again, from where the world stands. */
export async function retry(ground: Ground, click: Click): Promise<Message> {
  return onClick(ground, click, {
    asked: 'retry',
    apply: async (tx, believed) => {
      const { operation } = believed;
      const stopped = offered(ground, believed, 'retry');
      if ('refused' in stopped) return stopped;
      const differs = operation.kind === 'release' ? await recordRefusal(tx) : null;
      if (differs !== null) return { refused: differs };
      const at = ground.clock.now().toISOString();
      record(tx, click, { event: 'retried', believed, details: { step: stopped.step } });
      await goOn(tx, operation, { at, steps: ground.steps });
      const title = `"${stoppedAt(operation, ground.steps)}"`;
      return accepted(operation, `Retrying from ${title}.`);
    },
  });
}

/**
 * After drift: plans what is left by the world as it is now, as a revision that wants approval again (*re-plan the
 * rest*). Where nothing differs any more the approved plan goes on.
 */
export async function replanTheRest(ground: Ground, click: Click): Promise<Message> {
  const before = await ground.store.transaction((tx) => tx.operations.get(click.operation));
  const planned = before?.plan.content;
  const world = planned?.kind === 'release' ? await readWorld(ground, planned) : null;
  return onClick(ground, click, {
    asked: 'replan',
    apply: async (tx, believed) => {
      const stopped = offered(ground, believed, 'replan');
      if ('refused' in stopped) return stopped;
      const differs = await recordRefusal(tx);
      if (differs !== null) return { refused: differs };
      const { content } = believed.operation.plan;
      if (world === null || content.kind !== 'release') return notOffered(believed, 'replan');
      const again = decideAgain(ground, believed.operation, { content, world });
      return keepRest(tx, click, { ground, believed, again, step: stopped.step });
    },
  });
}

interface Rest {
  ground: Ground;
  believed: Believed;
  again: RestAgain;
  step: string;
}

async function keepRest(tx: Tx, click: Click, { ground, believed, again, step }: Rest): Promise<Message> {
  if (again.is === 'blocked') return deny(tx, click, { asked: 'replan', reasons: again.refusal.reasons });
  const { operation } = believed;
  const { plan } = operation;
  const { version, approval } = plan.content;
  const at = ground.clock.now().toISOString();
  const holds = again.differences.length === 0;
  if (holds && isApproved(approval, plan.hash, await tx.journal.decisions(operation.id))) {
    record(tx, click, { event: 'retried', believed, details: { step } });
    await goOn(tx, operation, { at, steps: ground.steps });
    return accepted(operation, `Nothing differs from the approved plan now. v${version} continues.`);
  }
  const differences = holds ? ['nothing else has changed'] : again.differences;
  const { liveTag } = ground.settings.npm;
  const held = await keepRevision(tx, again.operation, { differences, at, liveTag });
  if (held.length > 0) return deny(tx, click, { asked: 'replan', reasons: held });
  record(tx, click, { event: 'replanned', believed, details: { step } });
  return accepted(operation, `The remaining steps of v${version} are planned again and wait for approval.`);
}

/**
 * Cancels a stopped operation. A release that customers have, and that was proven, ends as done; one that has moved
 * something else gives it back, which is a rollback with all its rules; of everything else the card says what stays.
 */
export async function abandon(ground: Ground, click: Click): Promise<Message> {
  let moved: Operation | null = null;
  await ground.record.catchUp();
  const answer = await onClick(ground, click, {
    asked: 'abandon',
    apply: async (tx, believed) => {
      const stopped = offered(ground, believed, 'abandon');
      if ('refused' in stopped) return stopped;
      const { operation } = believed;
      const outcome = cancelOutcome(operation);
      const isDone = outcome.is === 'done' && (await soundIn(tx, ground, operation)).is === 'sound';
      if (isDone) return endAsDone(tx, click, { ground, believed });
      if (outcome.is !== 'gives-back') return endHere(tx, click, { ground, believed });
      moved = operation;
      return accepted(operation, `Rolling back to v${outcome.to}.`);
    },
  });
  return moved === null ? answer : giveBack(ground, click, moved);
}

/** The rollback supersedes the release, and so ends it. Where there is nothing to go back to, the release ends as it is. */
async function giveBack(ground: Ground, click: Click, { plan }: Operation): Promise<Message> {
  const request = {
    target: `v${plan.content.pointer.from}`,
    reason: `v${plan.content.version} was cancelled while it was released`,
    cdnOnly: false,
    caller: click.caller,
    place: placeOf(click),
  };
  const answer = await rollBack(ground, request, createLooks(ground));
  const isAway = (reason: RefusalReason) => reason.code === 'neighbour-unreadable';
  if (answer.is !== 'refusal' || answer.refusal.reasons.some(isAway)) return answer;
  return onClick(ground, click, {
    asked: 'abandon',
    apply: async (tx, believed) => {
      const stopped = offered(ground, believed, 'abandon');
      return 'refused' in stopped ? stopped : endHere(tx, click, { ground, believed });
    },
  });
}

/** Customers have it, and it was proven: it is announced as it would have been, and its card says what was not done. */
async function endAsDone(
  tx: Tx,
  click: Click,
  { ground, believed }: { ground: Ground; believed: Believed },
): Promise<Message> {
  const { operation } = believed;
  const at = ground.clock.now().toISOString();
  const { id } = operation;
  const done: Operation = { ...operation, state: { is: 'done', at }, finishedAt: at };
  record(tx, click, { event: 'finished', believed, details: { outcome: 'done', undone: undone(operation) } });
  await tx.surfaces.free(id);
  if (!announce.isDoneIn(operation))
    await say(tx, done, { about: { is: 'announcement' }, key: `announcement:${id}`, at });
  await sealAt(tx, done, { occasion: 'ended', at });
  await keepOperation(tx, done, at);
  return accepted(done, `v${operation.plan.content.version} ends as done. Its card shows what was not done.`);
}

async function endHere(
  tx: Tx,
  click: Click,
  { ground, believed }: { ground: Ground; believed: Believed },
): Promise<Message> {
  const { operation, person } = believed;
  const at = ground.clock.now().toISOString();
  record(tx, click, { event: 'abandoned', believed, details: {} });
  await tx.surfaces.free(operation.id);
  const state = { is: 'abandoned' as const, at, by: person.name };
  await keepOperation(tx, { ...operation, state, finishedAt: at }, at);
  await endWhatIsLeft(tx, operation, { run: at, tag: at });
  const { version } = operation.plan.content;
  return accepted(operation, `You cancelled v${version}. Its card shows what stays.`);
}

/** The step at which the operation has stopped, if this choice is offered there and this person may take it. */
function offered(
  ground: Ground,
  believed: Believed,
  choice: Choice,
): { step: string } | { refused: RefusalReason } {
  const { operation, person } = believed;
  if (operation.state.is !== 'stopped' || !operation.state.choices.includes(choice))
    return notOffered(believed, choice);
  const denied = mayEndReleases(ground.settings, person);
  return denied === null ? { step: operation.state.step } : { refused: denied };
}

function notOffered({ operation }: Believed, choice: Choice): { refused: RefusalReason } {
  return { refused: { code: 'choice-not-offered', operation: operation.id, choice } };
}
