import { digestOf, type Notice } from '../../../domain/notice.ts';
import { releaseLineOf } from '../../../domain/version.ts';
import type { Context } from '../../../engine/context.ts';
import { pointerMoves } from '../loads/pointer.ts';
import { decideCustomerReminder } from './decide-reminder.ts';
import { draft } from './draft.ts';
import { ownerOf } from './draft-incident.ts';
import { reviewedDigest } from './journal.ts';

/** So many notices are looked back at. */
const MOST_NOTICES = 200;

/**
 * Drafts the reminders of breaking releases that are due, for customers who have not moved. Each is a notice of its own:
 * nothing is sent before a second person has reviewed it.
 */
export async function remindCustomers(context: Context): Promise<void> {
  const newest = await context.store.transaction((tx) => tx.notices.newest(MOST_NOTICES));
  const given = newest.filter(({ topic, state }) => topic === 'release' && state.is === 'given');
  for (const notice of given.filter(({ remind }) => remind.length > 0)) await remindOf(context, notice);
}

async function remindOf(context: Context, notice: Notice): Promise<void> {
  const { store, clock, settings } = context;
  const { id, version, remind } = notice;
  const due = await store.transaction(async (tx) => {
    // The days are what was reviewed: a row that says otherwise reminds of nothing.
    if ((await reviewedDigest(tx, id)) !== digestOf(notice)) return null;
    const found = decideCustomerReminder({
      ...{ version, days: remind, zone: settings.monitoring.zone, now: clock.now().toISOString() },
      moves: await pointerMoves(tx, context, releaseLineOf(version)),
    });
    const before = await tx.notices.current(version, 'reminder');
    return found === null || before?.cause === causeOf(notice, found.day) ? null : found;
  });
  const owner = ownerOf(settings, notice.owner);
  if (due === null || owner === undefined) return;
  // Refused where every customer has moved, and where the file is not valid: the next look is in an hour.
  await draft(context, {
    ...{ version, topic: 'reminder', owner, actor: { is: 'navi' }, cause: causeOf(notice, due.day) },
    ...{ on: null, says: null, restored: null, remind: null },
  });
}

function causeOf({ id }: Notice, day: number): string {
  return `${id}+${day}`;
}
