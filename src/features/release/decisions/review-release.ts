import { tagOf } from '../../../domain/version.ts';
import { onDecision, placeOf } from '../../../engine/click.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { REVIEW_ALERT } from '../break-glass/review-card.ts';
import { noReview, recordReview, reviewsOwed, whyNotReview } from '../break-glass/reviews.ts';

/** A person who was not involved records what the review of a release by break glass has found. */
export default defineDecision({
  name: 'review-release',
  about: REVIEW_ALERT,
  permission: 'read',
  button: { label: 'Record the review', says: 'Record the review of the', style: 'primary' },
  place: 10,
  offered: ({ state }) => state.is !== 'over',
  asks: {
    title: 'Record the review',
    submit: 'Record',
    reason: 'What the review has found',
    says: ({ review: { version } }) => [
      `The release of ${tagOf(version)} by break glass`,
      'What you write is posted in the release channel.',
    ],
    refuses: (tx, context, { row: { review: owed }, person }) =>
      whyNotReview(tx, context, { owed, caller: { is: 'person', person, account: '', how: 'slack' } }),
  },
  apply: (context, decided) =>
    onDecision(context, decided, {
      about: REVIEW_ALERT,
      asked: 'record the review',
      apply: async (tx, { row: { review } }) => {
        const owed = (await reviewsOwed(tx)).find(({ operation }) => operation === review.operation);
        if (owed === undefined) return { refused: noReview(tagOf(review.version)) };
        const { caller, reason: outcome } = decided;
        const said = await recordReview(tx, context, { owed, outcome, caller, place: placeOf(decided) });
        return typeof said === 'string' ? { is: 'line', text: said, level: 'good' } : { refused: said };
      },
    }),
});
