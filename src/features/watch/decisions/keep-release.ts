import { actorOf } from '../../../domain/journal.ts';
import { enqueueAlertCard } from '../../../engine/alert-card.ts';
import { onDecision, placeOf } from '../../../engine/click.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { enqueuePage } from '../../../engine/enqueue-page.ts';
import { pageOf } from '../../alerts/index.ts';
import { storedWatch, WATCHED_RELEASE } from '../watch-alert.ts';

/** A person keeps a watched release: an automatic rollback is not due any more. The watch goes on. */
export default defineDecision({
  name: 'keep-release',
  about: WATCHED_RELEASE,
  permission: 'request-release',
  button: { label: 'Keep', says: 'Keep the' },
  place: 30,
  offered: ({ state, watch }) => state.is !== 'over' && watch.kept === null && !watch.waits,
  asks: {
    title: 'Keep this release',
    submit: 'Keep',
    reason: 'Why it stays',
    says: ({ watch }) => [
      `v${watch.version} stays live in spite of the comparison.`,
      'The watch continues, and people with the permission can still roll it back.',
    ],
  },
  apply: (context, decided) =>
    onDecision(context, decided, {
      about: WATCHED_RELEASE,
      asked: 'keep',
      apply: async (tx, { row: alert, person }) => {
        if (alert.state.is === 'over') return { refused: { code: 'alert-over', alert: alert.id } };
        const at = context.clock.now().toISOString();
        const kept = { at, by: person.name };
        const { calling } = alert;
        // Who keeps a release that is worse looks after it.
        const answer = calling === null ? alert.answer : { ...alert.answer, acknowledged: kept };
        await tx.alerts.save(storedWatch({ ...alert, answer, watch: { ...alert.watch, kept } }));
        const text = `${person.name} keeps it.`;
        if (calling !== null)
          await enqueuePage(tx, context, pageOf(calling, { event: 'alert.acknowledged', at, text }));
        tx.journal.append({
          subject: alert.subject,
          event: 'release-kept',
          actor: actorOf(decided.caller, placeOf(decided)),
          planHash: null,
          details: { alert: alert.id, reason: decided.reason },
        });
        await enqueueAlertCard(tx, context, { id: alert.id, at });
        return { is: 'line', text: `You keep v${alert.watch.version}.`, level: 'good' };
      },
    }),
});
