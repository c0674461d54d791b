import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/adapters/store/session.ts';
import { createTransactions } from '../../../src/adapters/store/transaction.ts';
import { createFakeTelemetry } from '../../harness/fakes/telemetry.ts';

/** Every query can be put together, none is sent. */
const query: unknown = new Proxy(() => undefined, { get: () => query, apply: () => query });

/** A database that answers every commit but the first, as `pg` says it to a process that stood still. */
function engineThatLosesOneAnswer(): { engine: Engine; commits: () => number } {
  let commits = 0;
  const commit = async () => {
    commits += 1;
    if (commits === 1) throw new Error('Query read timeout');
  };
  const nothing = { execute: async () => undefined };
  const own = { commit: () => ({ execute: commit }), rollback: () => nothing };
  // It is awaited, and must not look like a promise.
  const trx = new Proxy(own, {
    get: (of, name) => (name in of ? Reflect.get(of, name) : name === 'then' ? undefined : query),
  });
  const begin = { execute: async () => trx };
  const engine = {
    db: { startTransaction: () => ({ setIsolationLevel: () => begin }) },
    isUnanswered: (error: unknown) => error instanceof Error && error.message === 'Query read timeout',
    isTransient: () => false,
    telemetry: createFakeTelemetry(),
  };
  return { engine: engine as unknown as Engine, commits: () => commits };
}

describe('a commit that is not answered', () => {
  it('is an error: it may have been kept', async () => {
    const { engine, commits } = engineThatLosesOneAnswer();
    await expect(createTransactions(engine)(async () => 'done')).rejects.toThrow('Query read timeout');
    expect(commits()).toBe(1);
  });

  it('is made again where the work says that twice is as good as once', async () => {
    const { engine, commits } = engineThatLosesOneAnswer();
    expect(await createTransactions(engine)(async () => 'done', { isRepeatable: true })).toBe('done');
    expect(commits()).toBe(2);
  });
});
