import { actorOf } from '../../../domain/journal.ts';
import { enqueueAlertCard } from '../../../engine/alert-card.ts';
import { onDecision, placeOf } from '../../../engine/click.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { planRelease } from '../../release/index.ts';
import { PLANNED_ALERT } from '../planned-alert.ts';
import { PLANNED } from '../read-planned.ts';

/** A person requests a planned release at its hour: as /navi release with its version. */
export default defineDecision({
  name: 'request-planned',
  about: PLANNED_ALERT,
  permission: 'request-release',
  button: { label: 'Request it now', says: 'Request it now:', style: 'primary' },
  place: 10,
  offered: ({ state, planned }) => state.is !== 'over' && planned.cancelled === null,
  apply: async (context, decided) => {
    const asked = 'request it now';
    let version = '';
    const checked = await onDecision(context, decided, {
      ...{ about: PLANNED_ALERT, asked },
      apply: async (_tx, { row }) => {
        if (row.state.is === 'over' || row.planned.cancelled !== null)
          return { refused: { code: 'alert-over', alert: row.id } };
        version = row.planned.version;
        return { is: 'line', text: '', level: 'good' };
      },
    });
    if (checked.is === 'refusal') return checked;
    const { caller } = decided;
    const place = placeOf(decided);
    const answer = await planRelease(context, { version: `v${version}`, dryRun: false, caller, place });
    if (answer.is !== 'accepted') return answer;
    await onDecision(context, decided, {
      ...{ about: PLANNED_ALERT, asked },
      apply: async (tx, { row, person }) => {
        const at = context.clock.now().toISOString();
        const { planned: _planned, ready: _ready, ...alert } = row;
        const how = `Requested by ${person.name}: ${answer.operation}`;
        await tx.alerts.save({ ...alert, state: { is: 'over', at, how, by: person.name } });
        tx.journal.append({
          ...{ subject: PLANNED, event: 'planned-release-requested', planHash: null },
          actor: actorOf(caller, place),
          details: { version, operation: answer.operation },
        });
        await enqueueAlertCard(tx, context, { id: row.id, at });
        return { is: 'line', text: how, level: 'good' };
      },
    });
    return answer;
  },
});
