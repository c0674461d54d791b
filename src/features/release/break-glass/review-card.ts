import { z } from 'zod';
import type { Alert } from '../../../domain/alert.ts';
import type { OwedReview } from '../../../domain/break-glass.ts';
import type { AlertCard } from '../../../domain/message.ts';
import { type Person, slackIdsIn } from '../../../domain/person.ts';
import { operationSubject } from '../../../domain/subject.ts';
import { tagOf } from '../../../domain/version.ts';
import { wallTimeOf } from '../../../domain/wall-time.ts';
import { alertCardKey, enqueueAlertCard } from '../../../engine/alert-card.ts';
import type { Context } from '../../../engine/context.ts';
import type { DecisionSubject } from '../../../engine/decision-subject.ts';
import { defineCard } from '../../../engine/define-card.ts';
import type { Tx } from '../../../ports/store.ts';

/** The kind of the rows. A row has what its card shows; whether the review is owed, only the journal says. */
const OWED_REVIEW = 'break-glass-review';

const Shown = z.object({
  operation: z.string(),
  version: z.string(),
  due: z.string(),
  involved: z.array(z.string()),
});

/** The card of a review that is owed. */
export type ReviewAlert = Alert & { review: OwedReview };

function withReview(alert: Alert | undefined): ReviewAlert | undefined {
  const review = alert?.kind === OWED_REVIEW ? Shown.safeParse(alert.details).data : undefined;
  return alert === undefined || review === undefined ? undefined : { ...alert, review };
}

/** A review that is owed, for decisions about it. */
export const REVIEW_ALERT: DecisionSubject<ReviewAlert> = {
  kind: 'alert',
  cardKey: alertCardKey,
  lock: async (tx, id) => withReview(await tx.alerts.lock(id)),
  isRow: (row): row is ReviewAlert => 'review' in row,
  idOf: ({ id }) => id,
  nameOf: ({ review }) => `release of ${tagOf(review.version)} by break glass`,
  revisionOf: ({ revision }) => revision,
  unknown: (alert) => ({ code: 'alert-unknown', alert }),
};

/** The open cards of reviews. */
export async function openReviews(tx: Tx): Promise<ReviewAlert[]> {
  return (await tx.alerts.open()).flatMap((one) => withReview(one) ?? []);
}

/** Posts the card of a review that is owed, once. `at` is ISO. */
export async function postReviewCard(
  tx: Tx,
  context: Context,
  { owed, at }: { owed: OwedReview; at: string },
): Promise<void> {
  const id = `rev_${owed.operation}`;
  if ((await tx.alerts.get(id)) !== undefined) return;
  const details = { ...owed, involved: [...owed.involved] };
  const first = { since: at, looks: 1, revision: 1, state: { is: 'suspect' }, details } as const;
  const subject = operationSubject({ id: owed.operation });
  if (await tx.alerts.begin({ id, kind: OWED_REVIEW, subject, ...first }))
    await enqueueAlertCard(tx, context, { id, at });
}

/** Ends the card of a review that is recorded. `at` is ISO. */
export async function endReviewCard(
  tx: Tx,
  context: Context,
  { operation, how, by, at }: { operation: string; how: string; by: string; at: string },
): Promise<void> {
  const alert = await tx.alerts.lock(`rev_${operation}`);
  if (alert === undefined || alert.state.is === 'over') return;
  await tx.alerts.save({ ...alert, state: { is: 'over', at, how, by }, revision: alert.revision + 1 });
  await enqueueAlertCard(tx, context, { id: alert.id, at });
}

/** The card of a review that is owed. */
export const reviewCard = defineCard({
  kind: 'alert',
  read: async (tx, id) => withReview(await tx.alerts.get(id)),
  compose: (alert, { settings, decisions }) => ({
    is: 'alert',
    alert: cardOf(alert, {
      ...{ people: settings.people, zone: settings.monitoring.zone },
      buttons: decisions.buttonsFor(alert),
    }),
  }),
});

/** The card as of now. Pure. */
function cardOf(
  { id, revision, state, review: { version, due, involved } }: ReviewAlert,
  { people, zone, buttons }: { people: readonly Person[]; zone: string; buttons: AlertCard['buttons'] },
): AlertCard {
  const isOver = state.is === 'over';
  const name = (person: string) => people.find((one) => one.id === person)?.name ?? person;
  return {
    ...{ id, revision, isOver, tone: isOver ? 'alarm' : 'watch', buttons },
    headline: `${isOver ? 'The review of' : 'Review'} ${tagOf(version)}, released by break glass${isOver ? ', is recorded' : ''}`,
    lines: isOver
      ? [state.how]
      : [
          `Due at ${wallTimeOf(new Date(due), zone)}. After that no other release goes out before it`,
          `A person with a role records it, but not ${involved.map(name).join(' or ')}, who asked for the release or approved it`,
        ],
    asks: isOver
      ? []
      : slackIdsIn(
          people.filter((one) => !involved.includes(one.id)),
          ['owner', 'approver'],
        ),
  };
}
