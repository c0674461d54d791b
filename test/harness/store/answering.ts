import { setImmediate } from 'node:timers/promises';
import pg from 'pg';
import type { Store } from '../../../src/ports/store.ts';

/** Turns of the event loop in which an answered caller sends its next request. */
const TURNS = 8;

/**
 * A store in PostgreSQL for a clock that is wound by hand: `answered` waits until neither a transaction nor a query of
 * the store's own connections, its worker's included, waits for the database. So the clock never outruns the database,
 * however busy that is.
 */
export function answering(store: Store): { store: Store; answered(): Promise<void> } {
  const pending = createPending();
  const unwatch = watchConnections(pending);
  return {
    store: {
      ...store,
      transaction: (work, how) => pending.add(store.transaction(work, how)),
      close: () => store.close().finally(unwatch),
    },
    answered: async () => {
      for (let turn = 0; turn < TURNS; turn += 1) {
        await setImmediate();
        if (await pending.over()) turn = 0;
      }
    },
  };
}

/** What is waited for. `over` resolves when nothing is; gives whether anything was. */
interface Pending {
  add<T>(work: Promise<T>): Promise<T>;
  over(): Promise<boolean>;
}

function createPending(): Pending {
  const all = new Set<Promise<unknown>>();
  return {
    add(work) {
      all.add(work);
      const remove = () => all.delete(work);
      work.then(remove, remove);
      return work;
    },
    async over() {
      if (all.size === 0) return false;
      while (all.size > 0) await Promise.allSettled(all);
      return true;
    },
  };
}

/** Adds each query of the store's connections. pg-boss and tests have connections of their own. */
function watchConnections(pending: Pending): () => void {
  const { prototype } = pg.Client;
  const query: unknown = prototype.query;
  if (typeof query !== 'function') throw new Error('pg has no Client.query');
  Object.defineProperty(prototype, 'query', {
    configurable: true,
    writable: true,
    value(this: pg.Client, ...given: unknown[]): unknown {
      const result: unknown = Reflect.apply(query, this, given);
      return result instanceof Promise && isStores(this) ? pending.add(result) : result;
    },
  });
  return () =>
    Object.defineProperty(prototype, 'query', { configurable: true, writable: true, value: query });
}

function isStores(client: pg.Client): boolean {
  const parameters: unknown = Reflect.get(client, 'connectionParameters');
  const isObject = typeof parameters === 'object' && parameters !== null;
  return isObject && Reflect.get(parameters, 'application_name') === 'navi';
}
