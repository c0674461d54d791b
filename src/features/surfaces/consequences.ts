import type { Consequence } from '../../engine/consequence.ts';
import { enqueueCard, enqueueMessage, sealAt } from '../../engine/save.ts';

/** Posts the journal's head: what was wrong is rolled back everywhere. */
export const checkpoint: Consequence = (tx, operation, saving) =>
  sealAt(tx, operation, { occasion: 'safe', ...saving });

/** Announces the operation. */
export const announcement: Consequence = (tx, operation, saving) =>
  enqueueMessage(tx, operation, {
    about: { is: 'announcement' },
    key: `announcement:${operation.id}`,
    ...saving,
  });

/** The number of releases whose cards are redrawn with what is live now; older cards stay. */
const REDRAWN = 5;

/** The pointer has moved: the cards of the line's newest releases offer to roll back what is live now. */
export const redrawReleases: Consequence = async (tx, { id, plan }, saving) => {
  const releases = await tx.releases.ofReleaseLine(plan.content.line);
  for (const { operation } of releases.slice(0, REDRAWN)) {
    const other = operation === null || operation === id ? undefined : await tx.operations.get(operation);
    if (other?.state.is === 'done') await enqueueCard(tx, other, saving);
  }
};

/** A right of Navi that has no harmless try has worked. */
export function rightWorked({ id, detail }: { id: 'deprecations'; detail: string }): Consequence {
  return (tx, _operation, { at }) =>
    tx.rights.save({ id, state: 'untried', detail, triedAt: null, workedAt: at });
}
