import type { CardFacts } from '../../../domain/decision.ts';
import type { Operation } from '../../../domain/operation.ts';
import { isNewer } from '../../../domain/version.ts';
import { placeOf } from '../../../engine/click.ts';
import { OPERATION } from '../../../engine/decision-subject.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { isRest } from '../../../engine/rest.ts';
import { mayHaveMoved } from '../../surfaces/index.ts';
import { createLooks } from '../looks.ts';
import { previewRollback } from '../roll-back.ts';

/** On a release's card. The window shows what the rollback does, and confirms it. */
export default defineDecision({
  name: 'roll-back',
  about: OPERATION,
  permission: 'roll-back',
  urgent: true,
  button: (operation, facts) => {
    const version = rollsBackOf(operation, facts);
    const own = {
      label: 'Roll back',
      says: 'Roll back: show what that does to the',
      style: 'danger' as const,
    };
    if (version === null || version === operation.plan.content.version) return own;
    const label = `Roll back v${version}, which is live`;
    return { ...own, label, says: `${label}; this is the card of the` };
  },
  place: 100,
  offered: (operation, facts) => {
    const { kind, state } = operation;
    const isOffLine = operation.plan.content.holds === 'nothing';
    if (kind !== 'release' || isOffLine || !mayHaveMoved(operation, facts.steps)) return false;
    if (state.is === 'awaiting-approval') return isRest(operation);
    if (state.is === 'done') return rollsBackOf(operation, facts) !== null;
    return state.is === 'running' || state.is === 'stopped';
  },
  shows: {
    title: 'Roll back',
    facts: 'world',
    window: (context, click) => {
      const { caller, subject } = click;
      const ask = { target: undefined, reason: undefined, cdnOnly: false, caller, place: placeOf(click) };
      return previewRollback(context, { ...ask, card: subject.id }, createLooks(context));
    },
  },
});

/** What it rolls back: the release itself while it is live, else the newer live one; null for none. */
function rollsBackOf({ state, plan }: Operation, { live }: CardFacts): string | null {
  const { version } = plan.content;
  if (state.is !== 'done') return version;
  return live !== null && (live === version || isNewer(live, version)) ? live : null;
}
