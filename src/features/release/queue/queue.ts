import { actorOf } from '../../../domain/journal.ts';
import type { Message } from '../../../domain/message.ts';
import type { Caller, Place } from '../../../domain/person.ts';
import { queueOn } from '../../../domain/release-queue.ts';
import { type ReleaseLine, tagOf } from '../../../domain/version.ts';
import type { Context } from '../../../engine/context.ts';
import { enqueueJob } from '../../../engine/save.ts';
import { queueIn } from './read-queue.ts';

/** The job's name. */
export const TAKE_TURN = 'take-turn';
export const LOOK_MS = 30_000;

interface Waiting {
  version: string;
  releaseLine: ReleaseLine;
  caller: Extract<Caller, { is: 'person' }>;
  place: Place;
}

/** Puts a release at the end of its line's queue. The job posts its card with its position, and plans it at its turn. */
export async function waitItsTurn(
  context: Context,
  { version, releaseLine, caller, place }: Waiting,
): Promise<Message> {
  const at = context.clock.now().toISOString();
  return context.store.transaction(async (tx): Promise<Message> => {
    const subject = queueOn(releaseLine);
    const before = await queueIn(tx, subject);
    const known = before.findIndex((one) => one.version === version);
    if (known >= 0)
      return {
        is: 'line',
        text: `${tagOf(version)} waits already: position ${known + 1} on ${releaseLine}.`,
        level: 'info',
      };
    tx.journal.append({
      subject,
      event: 'queued',
      actor: actorOf(caller, place),
      planHash: null,
      details: { version },
    });
    await enqueueJob(tx, { kind: TAKE_TURN, subject, at });
    const position = before.length + 1;
    const ahead = before.map((one) => tagOf(one.version)).join(', ');
    const text = `${tagOf(version)} waits for its turn on ${releaseLine}: position ${position}${ahead === '' ? '' : `, after ${ahead}`}. ${caller.person.name} requested it. Navi plans it, and asks for approval, when the release before it has ended.`;
    return { is: 'line', text, level: 'good' };
  });
}

/** Takes a release out of its line's queue. */
export async function leaveQueue(
  context: Context,
  { version, releaseLine, caller, place }: Waiting,
): Promise<Message> {
  return context.store.transaction(async (tx): Promise<Message> => {
    const subject = queueOn(releaseLine);
    const isWaiting = (await queueIn(tx, subject)).some((one) => one.version === version);
    if (!isWaiting) return { is: 'line', text: `${tagOf(version)} does not wait.`, level: 'info' };
    tx.journal.append({
      subject,
      event: 'unqueued',
      actor: actorOf(caller, place),
      planHash: null,
      details: { version, why: 'by a person' },
    });
    await enqueueJob(tx, { kind: TAKE_TURN, subject, at: context.clock.now().toISOString() });
    return { is: 'line', text: `${tagOf(version)} does not wait any more.`, level: 'good' };
  });
}
