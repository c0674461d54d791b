import type { Decided } from '../../domain/click.ts';
import { actorOf } from '../../domain/journal.ts';
import type { Message } from '../../domain/message.ts';
import { accepted } from '../../engine/accepted.ts';
import { type Believed, onClick, placeOf, record } from '../../engine/click.ts';
import type { Context } from '../../engine/context.ts';
import { goOn } from '../../engine/go-on.ts';
import type { Tx } from '../../ports/store.ts';
import { keepWatched } from './keep.ts';
import { endWatch } from './look.ts';
import { pausedBySoak } from './settle-soak.ts';
import { readWatch, WATCH, watchId } from './watch-alert.ts';

/**
 * A person continues with a staged release that its soak has paused. What follows is read from the journal: the soak of one
 * that is worse continues because a person keeps it, and one whose time is over ends.
 */
export function continueSoaked(
  context: Context,
  click: Decided,
  { asked, because }: { asked: string; because: 'soak-worse' | 'soak-over' },
): Promise<Message> {
  return onClick(context, click, {
    asked,
    apply: async (tx, believed) => {
      const { row: operation } = believed;
      const { state, plan } = operation;
      if (state.is !== 'stopped' || pausedBySoak(operation) !== because)
        return { refused: { code: 'choice-not-offered', operation: operation.id, choice: asked } };
      await (because === 'soak-worse' ? keep : end)(tx, context, { believed, click });
      const { step } = state;
      record(tx, click, { event: 'retried', believed, details: { step, reason: click.reason } });
      await goOn(tx, operation, { at: context.clock.now().toISOString(), known: context });
      return accepted(operation, `v${plan.content.version} continues.`);
    },
  });
}

interface By {
  believed: Believed;
  click: Decided;
}

async function keep(tx: Tx, context: Context, { believed, click }: By): Promise<void> {
  const alert = await watchOf(tx, believed);
  if (alert !== undefined)
    await keepWatched(tx, context, { alert, decided: click, by: believed.person.name });
}

async function end(tx: Tx, context: Context, { believed, click }: By): Promise<void> {
  const { version } = believed.row.plan.content;
  const how = 'ended by a person';
  tx.journal.append({
    subject: { kind: 'version', id: version },
    event: 'watch-over',
    actor: actorOf(click.caller, placeOf(click)),
    planHash: null,
    details: { alert: watchId(version), how },
  });
  const alert = await watchOf(tx, believed);
  const at = context.clock.now().toISOString();
  if (alert !== undefined && alert.state.is !== 'over')
    await endWatch(tx, context, alert, { how, by: believed.person.name, at });
}

async function watchOf(tx: Tx, { row }: Believed) {
  const alert = await tx.alerts.lock(watchId(row.plan.content.version));
  return alert?.kind === WATCH ? readWatch(alert) : undefined;
}
