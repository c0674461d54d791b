import { actorOf } from '../../../domain/journal.ts';
import type { Message } from '../../../domain/message.ts';
import type { Caller, Place } from '../../../domain/person.ts';
import { type Queued, queueOf, queueOn } from '../../../domain/release-queue.ts';
import type { Subject } from '../../../domain/subject.ts';
import { type ReleaseLine, tagOf } from '../../../domain/version.ts';
import type { Context } from '../../../engine/context.ts';
import { enqueueJob, enqueueNotice } from '../../../engine/save.ts';
import type { Tx } from '../../../ports/store.ts';

/** The job's name. */
export const TAKE_TURN = 'take-turn';
export const LOOK_MS = 30_000;

/** What waits on a release line. Only the journal decides. */
export async function queueIn(tx: Tx, queue: Subject): Promise<Queued[]> {
  const rows = await tx.journal.of(queue);
  return queueOf(rows.flatMap(({ row, authentic }) => (authentic ? [row] : [])));
}

interface Waiting {
  version: string;
  releaseLine: ReleaseLine;
  caller: Extract<Caller, { is: 'person' }>;
  place: Place;
}

/** Puts a release at the end of its line's queue, and says in the channel what waits. Its turn plans it. */
export async function waitItsTurn(
  { store, settings, clock }: Context,
  { version, releaseLine, caller, place }: Waiting,
): Promise<Message> {
  const at = clock.now().toISOString();
  return store.transaction(async (tx): Promise<Message> => {
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
    await enqueueJob(tx, { kind: TAKE_TURN, subject, at: new Date(Date.parse(at) + LOOK_MS).toISOString() });
    const position = before.length + 1;
    const ahead = before.map((one) => tagOf(one.version)).join(', ');
    const text = `${tagOf(version)} waits for its turn on ${releaseLine}: position ${position}${ahead === '' ? '' : `, after ${ahead}`}. ${caller.person.name} requested it. Navi plans it, and asks for approval, when the release before it has ended.`;
    const { channel } = settings.slack;
    await enqueueNotice(tx, { subject, text, level: 'info', channel, key: `queued:${version}:${at}`, at });
    return { is: 'line', text, level: 'good' };
  });
}

/** Takes a release out of its line's queue. */
export async function leaveQueue(
  { store }: Context,
  { version, releaseLine, caller, place }: Waiting,
): Promise<Message> {
  return store.transaction(async (tx): Promise<Message> => {
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
    return { is: 'line', text: `${tagOf(version)} does not wait any more.`, level: 'good' };
  });
}
