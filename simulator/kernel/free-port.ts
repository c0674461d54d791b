import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below the ports that systems give to outgoing connections (ip_local_port_range on Linux begins at 32768, elsewhere
 * at 49152 after RFC 6335 §6): such a port may be in use when its program starts to listen.
 */
const FIRST = 20_000;
const LAST = 32_767;
const TRIES = 50;

/** A port on which a program may listen later. Throws when none is found. */
export async function freePort(): Promise<number> {
  for (let left = TRIES; ; left -= 1) {
    const port = randomInt(FIRST, LAST + 1);
    try {
      await tryPort(port);
      return port;
    } catch (error) {
      if (left === 0 || !isPortTaken(error)) throw error;
    }
  }
}

/** Listens for a moment. Throws the system's error. */
export async function tryPort(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}

export function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
