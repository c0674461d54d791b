import type { EventEmitter } from 'node:events';

/**
 * A reader of the output that has ended, or a full disk behind it, does not end this process: what is written is lost,
 * and the work goes on.
 */
export function outliveOutput(streams: readonly EventEmitter[] = [process.stdout, process.stderr]): void {
  for (const stream of streams) stream.on('error', () => undefined);
}
