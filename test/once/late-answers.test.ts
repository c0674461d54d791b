import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { openDesk } from '../flow/desk.ts';

/** Longer than anything else in these tests takes from one commit to the next. */
const LATE_TURNS = 20;

/** Every other answer comes late, as answers of a busy database over several connections do. */
function withLateAnswers(store: Store): Store {
  let count = 0;
  return {
    ...store,
    transaction: async (work) => {
      count += 1;
      const turns = count % 2 === 0 ? LATE_TURNS : 0;
      const result = await store.transaction(work);
      for (let turn = 0; turn < turns; turn += 1) await setImmediate();
      return result;
    },
  };
}

it('steps that overlap are done once each, whatever the order of the answers', async () => {
  const desk = await openDesk();
  try {
    desk.ground.store = withLateAnswers(desk.store);
    desk.letWorkflowRun();
    const asked = await desk.request();
    await desk.approve(asked);
    await desk.work();

    expect((await desk.operation(asked.id)).state.is).toBe('done');
    const rows = await desk.store.transaction((tx) => tx.journal.of({ kind: 'operation', id: asked.id }));
    const done = rows.flatMap(({ row }) => (row.event === 'step-done' ? [row.details['step']] : []));
    expect(done.toSorted()).toEqual([...new Set(done)].toSorted());
  } finally {
    await desk.close();
  }
});
