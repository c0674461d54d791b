import type { Operation } from '../../src/domain/operation.ts';
import { hashPlan } from '../../src/domain/plan.ts';
import type { Store } from '../../src/ports/store.ts';
import { withStore } from '../harness/store/beside.ts';
import { anEntry, anOperation, later } from '../harness/store/things.ts';

export interface Filling {
  finished: number;
  open: number;
}

/** Long past: what has ended a short time ago is read again by much that Navi does. */
const BEGUN = '2025-01-01T00:00:00.000Z';
/** Few enough that one transaction stays short. */
const AT_ONCE = 250;
/** Journal rows of each operation: asked for, approved, and some of its steps. */
const ROWS = ['requested', 'approved', 'started', 'step-done', 'finished'] as const;

/**
 * Fills the store that these variables name with operations of the past and their journal rows. No process may have
 * it open.
 */
export function fillStore(variables: Readonly<Record<string, string>>, filling: Filling): Promise<void> {
  return withStore(variables, (store) => fill(store, filling));
}

async function fill(store: Store, { finished, open }: Filling): Promise<void> {
  const operations = Array.from({ length: finished + open }, (_, index) => past(index, index >= finished));
  for (let from = 0; from < operations.length; from += AT_ONCE)
    await store.transaction(async (tx) => {
      for (const operation of operations.slice(from, from + AT_ONCE)) {
        await tx.operations.insert(operation);
        for (const event of ROWS)
          tx.journal.append(
            anEntry({
              subject: { kind: 'operation', id: operation.id },
              event,
              planHash: operation.plan.hash,
            }),
          );
      }
    });
}

/** One operation a minute; an open one waits for its approval. */
function past(index: number, isOpen: boolean): Operation {
  const requestedAt = later(BEGUN, index * 60_000);
  const id = `rel_${String(index).padStart(6, '0')}`;
  const base = anOperation({ id, version: `1.${index}.0`, requestedAt });
  const plan = { ...base.plan, hash: hashPlan(base.plan.content) };
  if (isOpen) return { ...base, plan };
  return { ...base, plan, state: { is: 'done', at: requestedAt }, finishedAt: requestedAt };
}
