import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';

/** Another process that works on a store, and what it has said so far. */
export interface OtherProcess {
  said: unknown[];
  /** Resolves when it has said this; fails after 20 s. */
  untilSaid(what: Record<string, unknown>): Promise<void>;
  /** As if its machine had lost power; resolves when it is gone. */
  kill(): Promise<void>;
}

export function startOtherProcess(place: { dir: string } | { url: string }): OtherProcess {
  const script = fileURLToPath(new URL('store-process.ts', import.meta.url));
  const child = fork(script, [JSON.stringify(place)], { execArgv: ['--expose-gc'] });
  const gone = once(child, 'exit');
  const said: unknown[] = [];
  child.on('message', (message) => said.push(message));
  return {
    said,
    untilSaid: (what) =>
      vi.waitFor(() => expect(said).toContainEqual(what), { timeout: 20_000, interval: 20 }),
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
