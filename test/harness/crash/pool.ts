import { type OnceWorld, openWorld } from './world.ts';

/** A few worlds in parallel. A user gets a fresh one, and returns it. */
export interface Pool {
  use<T>(work: (world: OnceWorld) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Opens up to `count` worlds, each when it is first needed. */
export function createPool(count: number, options: { isProtected?: boolean } = {}): Pool {
  const all: OnceWorld[] = [];
  const idle: OnceWorld[] = [];
  const waiting: ((world: OnceWorld) => void)[] = [];
  let opened = 0;

  async function take(): Promise<OnceWorld> {
    const free = idle.pop();
    if (free !== undefined) return free;
    if (opened >= count) return new Promise((resolve) => waiting.push(resolve));
    opened += 1;
    const world = await openWorld(options);
    all.push(world);
    return world;
  }

  function give(world: OnceWorld): void {
    const next = waiting.shift();
    if (next === undefined) idle.push(world);
    else next(world);
  }

  return {
    async use(work) {
      const world = await take();
      try {
        await world.reset();
        return await work(world);
      } finally {
        give(world);
      }
    },
    close: async () => {
      await Promise.all(all.map((world) => world.close()));
    },
  };
}
