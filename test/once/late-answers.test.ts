import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { openApp } from '../harness/app/app.ts';

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

it('overlapping steps are done once each, for any order of the answers', async () => {
  const app = await openApp();
  try {
    app.context.store = withLateAnswers(app.store);
    app.letWorkflowRun();
    const asked = await app.request();
    await app.approve(asked);
    await app.work();

    expect((await app.operation(asked.id)).state.is).toBe('done');
    const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'operation', id: asked.id }));
    const done = rows.flatMap(({ row }) => (row.event === 'step-done' ? [row.details['step']] : []));
    expect(done.toSorted()).toEqual([...new Set(done)].toSorted());
  } finally {
    await app.close();
  }
});
