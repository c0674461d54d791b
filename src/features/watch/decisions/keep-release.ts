import { onDecision } from '../../../engine/click.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { keepWatched } from '../keep.ts';
import { WATCHED_RELEASE } from '../watch-alert.ts';

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
        await keepWatched(tx, context, { alert, decided, by: person.name });
        return { is: 'line', text: `You keep v${alert.watch.version}.`, level: 'good' };
      },
    }),
});
