/** How long a follower's question is held while nothing changes. */
const HELD_MS = 20_000;
/** How long a move waits for its followers to have taken it. */
const PATIENCE_MS = 2_000;

/** Those who ask for the next move and are held until it is there. */
export interface Followers {
  /** Resolves at the next move, or after a while without one. To ask again means: the last move was taken. */
  hold(signal: AbortSignal): Promise<void>;
  /** Releases all of them. The promise resolves when each has asked again, or after a moment. */
  release(): Promise<void>;
}

export function createFollowers(): Followers {
  const held = new Set<() => void>();
  const waiting = new Set<() => void>();
  let asked = 0;

  async function until(wanted: number): Promise<void> {
    if (asked >= wanted) return;
    await new Promise<void>((resolve) => {
      const end = () => {
        waiting.delete(look);
        clearTimeout(timer);
        resolve();
      };
      const look = () => {
        if (asked >= wanted) end();
      };
      const timer = setTimeout(end, PATIENCE_MS);
      waiting.add(look);
    });
  }

  return {
    hold: (signal) => {
      asked += 1;
      for (const look of [...waiting]) look();
      return new Promise((resolve) => {
        const end = () => {
          held.delete(end);
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(end, HELD_MS);
        timer.unref();
        signal.addEventListener('abort', end, { once: true });
        held.add(end);
      });
    },
    release: () => {
      const back = until(asked + held.size);
      for (const end of [...held]) end();
      return back;
    },
  };
}
