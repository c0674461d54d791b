import type { Store } from '../../../src/ports/store.ts';

/** What a killed process throws. */
const KILLED = new Error('killed');

/** A store whose process dies when its `at`-th transaction is committed; how many there were. */
export function dying(store: Store, at: number): { store: Store; count: () => number } {
  let count = 0;
  const transaction: Store['transaction'] = async (work, options) => {
    if (count >= at) throw KILLED;
    const answer = await store.transaction(work, options);
    count += 1;
    if (count === at) throw KILLED;
    return answer;
  };
  return { store: Object.assign(Object.create(store) as Store, { transaction }), count: () => count };
}

/** Whether the work was killed. Any other error is one. */
export async function isKilled(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return false;
  } catch (error) {
    if (error !== KILLED) throw error;
    return true;
  }
}
