import type { JournalEntry } from '../domain/journal.ts';
import { canonical, type Json } from '../domain/json.ts';
import type { Operation } from '../domain/operation.ts';
import type { PlanStep, StepState } from '../domain/step.ts';
import type { Live } from '../domain/surface.ts';
import type { Tx } from '../ports/store.ts';
import type { Context } from './context.ts';
import { enqueueMessage } from './save.ts';
import { saveLive } from './save-releases.ts';

interface Done {
  step: PlanStep;
  state: Extract<StepState, { is: 'done' }>;
  at: string;
  context: Context;
}

/**
 * What was live before on the surfaces that a step has moved, and what is live now: read before `saveDone` saves it.
 */
export async function movedBy(
  tx: Tx,
  operation: Operation,
  { step, state, context }: Omit<Done, 'at'>,
): Promise<Pick<JournalEntry, 'before' | 'after'>> {
  const { changes = [] } = context.steps.open(step)?.proof(state.evidence, operation) ?? {};
  const known = new Map((await tx.surfaces.all()).map(({ id, live }) => [id, live]));
  const moved = changes.filter(({ id, live }) => canonical(known.get(id)) !== canonical(live));
  if (moved.length === 0) return {};
  const asJson = (live: Live | undefined): Json => (live === undefined ? null : { ...live });
  return {
    before: Object.fromEntries(moved.map(({ id }) => [id, asJson(known.get(id))])),
    after: Object.fromEntries(moved.map(({ id, live }) => [id, asJson(live)])),
  };
}

/** Saves what a finished step means, in its transaction: what is live now, its line in the thread, and more. */
export async function saveDone(
  tx: Tx,
  operation: Operation,
  { step, state, at, context }: Done,
): Promise<void> {
  const proof = context.steps.open(step)?.proof(state.evidence, operation);
  if (proof === undefined) throw new Error(`${step.id} has read back what its definition does not know`);
  const replaced = proof.changes.length === 0 ? [] : await tx.surfaces.all();
  for (const { id, live, verified } of proof.changes)
    await tx.surfaces.setLive(id, live, { operation: operation.id, at, verifiedAt: verified ? at : null });
  await saveLive(tx, operation, {
    changes: proof.changes,
    replaced: Object.fromEntries(replaced.map(({ id, live }) => [id, live.version])),
    isNew: context.operations.traitsOf(operation).releases === true,
    at,
  });
  // After a retry a step may be done again; that is another line.
  const round = operation.retries[step.id] ?? 0;
  const seconds = (Date.parse(state.since) - Date.parse(state.begunAt)) / 1000;
  const summary = proof.summary === '' ? '' : ` (${proof.summary})`;
  await enqueueMessage(tx, operation, {
    about: {
      is: 'line',
      text: `${context.steps.titleOf(step)}: done in ${seconds.toFixed(1)} s${summary}`,
      level: 'good',
    },
    key: `line:${operation.id}:${step.id}:done${round === 0 ? '' : `:${round}`}`,
    at,
    known: context,
  });
  for (const follow of proof.consequences) await follow(tx, operation, { at, known: context });
}
