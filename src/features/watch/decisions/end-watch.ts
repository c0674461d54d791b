import { actorOf } from '../../../domain/journal.ts';
import { onDecision, placeOf } from '../../../engine/click.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { endWatch } from '../look.ts';
import { settleSoak } from '../settle-soak.ts';
import { WATCHED_RELEASE } from '../watch-alert.ts';

/** A person continues after the watch of a line's first release, with which nothing could be compared. */
export default defineDecision({
  name: 'end-watch',
  about: WATCHED_RELEASE,
  permission: 'request-release',
  button: { label: 'Continue', says: 'Continue: end the watch of the', style: 'primary' },
  place: 10,
  offered: ({ state, watch }) => state.is !== 'over' && watch.waits,
  apply: async (context, decided) => {
    const answer = await onDecision(context, decided, {
      about: WATCHED_RELEASE,
      asked: 'continue',
      apply: async (tx, { row: alert, person }) => {
        if (alert.state.is === 'over') return { refused: { code: 'alert-over', alert: alert.id } };
        const at = context.clock.now().toISOString();
        tx.journal.append({
          subject: alert.subject,
          event: 'watch-over',
          actor: actorOf(decided.caller, placeOf(decided)),
          planHash: null,
          details: { alert: alert.id, how: 'ended by a person' },
        });
        await endWatch(tx, context, alert, { how: 'ended by a person', by: person.name, at });
        return { is: 'line', text: `You ended the watch of v${alert.watch.version}.`, level: 'good' };
      },
    });
    // A staged release has waited for this.
    await settleSoak(context, decided.subject.id);
    return answer;
  },
});
