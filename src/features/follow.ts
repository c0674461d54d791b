import type { JsonObject } from '../domain/json.ts';
import type { Operation } from '../domain/operation.ts';
import type { Mark, MarkKind } from '../engine/define-mark.ts';
import { cardKey, enqueueMessage, sealAt } from '../engine/save.ts';
import type { Tx } from '../ports/store.ts';
import { announcement, checkpoint, redrawReleases, rightWorked } from './surfaces/marks.ts';

/** Saves, in this transaction, the consequences of a finished step. */
type Follow = (tx: Tx, operation: Operation, of: { mark: Mark; at: string }) => Promise<void>;

const FOLLOWS: ReadonlyMap<string, Follow> = new Map([
  follows(checkpoint, (tx, operation, { occasion, at }) => sealAt(tx, operation, { occasion, at })),
  follows(announcement, (tx, operation, { at }) =>
    enqueueMessage(tx, operation, { about: { is: 'announcement' }, key: `announcement:${operation.id}`, at }),
  ),
  follows(redrawReleases, (tx, operation, { at }) => redraw(tx, operation, at)),
  follows(rightWorked, (tx, _operation, { id, detail, at }) =>
    tx.rights.save({ id, state: 'untried', detail, triedAt: null, workedAt: at }),
  ),
]);

/** Throws for a consequence that this version does not know. */
export async function follow(
  tx: Tx,
  operation: Operation,
  { mark, at }: { mark: Mark; at: string },
): Promise<void> {
  const own = FOLLOWS.get(mark.kind);
  if (own === undefined) throw new Error(`this version knows no consequence "${mark.kind}"`);
  await own(tx, operation, { mark, at });
}

function follows<Value extends JsonObject>(
  kind: MarkKind<Value>,
  save: (tx: Tx, operation: Operation, of: Value & { at: string }) => Promise<void>,
): [string, Follow] {
  return [
    kind.kind,
    async (tx, operation, { mark, at }) => {
      const value = kind.in([mark]);
      if (value !== undefined) await save(tx, operation, { ...value, at });
    },
  ];
}

/** The number of releases whose cards are redrawn with what is live now; older cards stay. */
const REDRAWN = 5;

/** The pointer has moved: the cards of the line's newest releases offer to roll back what is live now. */
async function redraw(tx: Tx, { id, plan }: Operation, at: string): Promise<void> {
  const releases = await tx.releases.ofReleaseLine(plan.content.line);
  for (const { operation } of releases.slice(0, REDRAWN)) {
    const other = operation === null || operation === id ? undefined : await tx.operations.get(operation);
    if (other?.state.is === 'done')
      await enqueueMessage(tx, other, { about: { is: 'card' }, key: cardKey(other.id), at });
  }
}
