import type { Message } from '../../../domain/message.ts';
import { whyNot } from '../../../domain/permission.ts';
import { explain } from '../../../domain/refusals.ts';
import { decideTurn, PLANNED, type Queued, queueOn } from '../../../domain/release-queue.ts';
import type { Subject } from '../../../domain/subject.ts';
import { releaseLineOf, tagOf } from '../../../domain/version.ts';
import type { Context } from '../../../engine/context.ts';
import { defineJob, NOTHING } from '../../../engine/define-job.ts';
import { enqueueNotice } from '../../../engine/save.ts';
import type { JobOutcome } from '../../../ports/tables/jobs.ts';
import { planRelease } from '../plan-release.ts';
import { LOOK_MS, TAKE_TURN } from '../queue/queue.ts';
import { drawQueue, runningOn } from '../queue/queue-card.ts';
import { queueIn } from '../queue/read-queue.ts';

/** Plans the first release that waits, when nothing on its line is under way, and redraws the cards of what waits. */
async function takeTurn(context: Context, waiting: Subject): Promise<JobOutcome> {
  const { store, clock, settings } = context;
  const { queue, isBusy } = await store.transaction(async (tx) => ({
    queue: await queueIn(tx, waiting),
    isBusy: (await runningOn(tx, waiting.id)).length > 0,
  }));
  const [first] = queue;
  const caller = first === undefined ? undefined : callerOf(context, first);
  const mayRequest = caller !== undefined && whyNot(caller, 'request-release', settings) === null;
  const now = clock.now().toISOString();
  const turn = decideTurn(queue, { isBusy, mayRequest, now });
  if (turn.is === 'leave' && first !== undefined) await leave(context, first, turn.why);
  if (turn.is === 'plan' && first !== undefined && caller !== undefined) {
    const answer = await planRelease(context, {
      version: first.version,
      dryRun: false,
      caller,
      place: { is: 'clock' },
    });
    if (!isUnreadable(answer)) await leave(context, first, answer.is === 'refusal' ? whyOf(answer) : null);
  }
  await store.transaction((tx) => drawQueue(tx, context, waiting));
  if (turn.is === 'nothing') return { is: 'over' };
  return { is: 'again', at: new Date(clock.now().getTime() + LOOK_MS).toISOString() };
}

function callerOf({ settings }: Context, { person: id, account, how }: Queued) {
  const person = settings.people.find((one) => one.id === id);
  return person === undefined ? undefined : ({ is: 'person', person, account, how } as const);
}

/** A service that does not answer is asked again. */
function isUnreadable(answer: Message): boolean {
  return (
    answer.is === 'refusal' && answer.refusal.reasons.every(({ code }) => code === 'neighbour-unreadable')
  );
}

function whyOf({ refusal }: Extract<Message, { is: 'refusal' }>): string {
  return refusal.reasons.map((reason) => explain(reason).text).join(' ');
}

/** Journals that it waits no more; `why` is posted where it could not be planned. */
async function leave(context: Context, { version }: Queued, why: string | null): Promise<void> {
  const { store, settings, clock } = context;
  const subject = queueOn(releaseLineOf(version));
  const at = clock.now().toISOString();
  await store.transaction(async (tx) => {
    tx.journal.append({
      subject,
      event: 'unqueued',
      actor: { is: 'navi' },
      planHash: null,
      details: { version, why: why ?? PLANNED },
    });
    if (why === null) return;
    const text = `${tagOf(version)} has waited for its turn and was not planned: ${why}`;
    const { channel } = settings.slack;
    await enqueueNotice(tx, { subject, text, level: 'warn', channel, key: `unqueued:${version}:${at}`, at });
  });
}

export default defineJob({
  name: TAKE_TURN,
  payload: NOTHING,
  run: (context, { subject }) => takeTurn(context, subject),
});
