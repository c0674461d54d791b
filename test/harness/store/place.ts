import { afterEach, beforeEach } from 'vitest';
import type { Store, Worker } from '../../../src/ports/store.ts';
import { type Given, KINDS } from './given.ts';

/** An empty database of its own, which a test may open, and damage behind the store's back. */
export interface StorePlace {
  open(given: Given): Promise<Store>;
  sql(text: string): Promise<Record<string, unknown>[]>;
  remove(): Promise<void>;
}

/** The place of the test that runs now, and what it opened: closed and removed when the test ends. */
export interface Fixture {
  place(): StorePlace;
  open(given: Given): Promise<Store>;
  work(store: Store, handle: Parameters<Store['work']>[1]): Promise<Worker>;
}

export function useFixture(createPlace: () => Promise<StorePlace>): Fixture {
  let place: StorePlace;
  let stores: Store[];
  let workers: Worker[];
  beforeEach(async () => {
    place = await createPlace();
    stores = [];
    workers = [];
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.stop(1_000)));
    await Promise.all(stores.map((store) => store.close()));
    await place.remove();
  });
  return {
    place: () => place,
    open: async (given) => {
      const store = await place.open(given);
      stores.push(store);
      return store;
    },
    work: async (store, handle) => {
      const worker = await store.work(KINDS, handle);
      workers.push(worker);
      return worker;
    },
  };
}
