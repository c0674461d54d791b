import type { Operation } from '../domain/operation.ts';
import { wake } from './keep.ts';
import type { Ground } from './ports.ts';

/** A webhook said that a run has moved: the operation that watches it looks at once, and believes only what it reads. */
export async function onRunChanged(ground: Ground, run: number): Promise<void> {
  const at = ground.clock.now().toISOString();
  await ground.store.transaction(async (tx) => {
    for (const operation of await tx.operations.open())
      if (watches(operation, run)) await wake(tx, operation, at);
  });
}

function watches(operation: Operation, run: number): boolean {
  if (operation.state.is !== 'running') return false;
  const dispatched = operation.steps['dispatch'];
  if (operation.kind !== 'release') {
    const { content } = operation.plan;
    const cancels = 'cancel-run' in operation.steps && operation.steps['cancel-run']?.is !== 'done';
    return content.kind !== 'release' && (content.run === run || (content.run === null && cancels));
  }
  const known = dispatched?.is === 'done' ? dispatched.evidence['run'] : undefined;
  return known === run || operation.steps['dispatch']?.is !== 'done';
}
