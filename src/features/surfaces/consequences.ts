import { isOnLine } from '../../domain/plan.ts';
import type { Consequence } from '../../engine/consequence.ts';
import { enqueueCard, enqueueMessage, sealAt } from '../../engine/save.ts';
import { supersede } from '../../engine/supersede.ts';

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

/** The pointer has moved on: a release of the line that was soaking does not go on to npm. */
export const endSoaking: Consequence = async (tx, { id, plan: { content } }, { at, known }) => {
  for (const other of await tx.operations.open()) {
    const isPassed =
      isOnLine(other.plan.content, content.line) && other.plan.content.version !== content.version;
    if (other.id !== id && isPassed && known.operations.traitsOf(other).holds?.(other) === 'nothing')
      await supersede(tx, other.id, { by: id, at, known });
  }
};

/** A right of Navi that has no harmless try has worked. */
export function rightWorked({ id, detail }: { id: 'deprecations'; detail: string }): Consequence {
  return (tx, _operation, { at }) =>
    tx.rights.save({ id, state: 'untried', detail, triedAt: null, workedAt: at });
}
