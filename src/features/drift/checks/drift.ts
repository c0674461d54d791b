import { defineCheck } from '../../../engine/define-check.ts';
import { nameOfSubject } from '../card.ts';
import { readKnown } from '../known.ts';

/** The monitor looks each minute; this is a few looks. */
const OLD_MS = 15 * 60_000;

/** What the drift monitor last saw. */
export default defineCheck({
  name: 'drift',
  title: 'Drift monitor',
  why: 'It alerts when what customers get is not what Navi has recorded.',
  run: async (context) => {
    const known = await context.store.transaction((tx) => readKnown(tx, context));
    const firing = known.alerts.filter(({ state }) => state.is === 'firing');
    if (firing.length > 0)
      return {
        is: 'failed',
        saw: firing.map((alert) => `${nameOfSubject(alert.subject)}: ${alert.finding.what}`).join('; '),
        next: 'Type /navi drift: it lists what to do about each.',
      };
    if (known.surfaces.length === 0)
      return {
        is: 'not-set-up',
        saw: 'Nothing that is live is recorded yet.',
        next: 'Release a version, or wait until Navi has detected what is live.',
      };
    const old = new Date(context.clock.now().getTime() - OLD_MS).toISOString();
    const unseen = known.surfaces.filter(
      ({ verifiedAt, heldBy }) => heldBy === null && (verifiedAt ?? '') < old,
    );
    const times = known.surfaces.flatMap(({ verifiedAt }) => verifiedAt ?? []).toSorted();
    if (unseen.length > 0)
      return {
        is: 'warning',
        saw: `Not verified for 15 minutes: ${unseen.map(({ id }) => nameOfSubject({ kind: 'surface', id })).join(', ')}.`,
        next: 'Start the bot if it does not run; else search its log for "what is live could not be read".',
      };
    return {
      is: 'ok',
      saw: `${known.surfaces.length} surfaces are as recorded; last verified ${times.at(-1)}`,
    };
  },
});
