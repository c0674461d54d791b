import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Limits the number of a server's connections. A further one closes the oldest idle connection, so that silent
 * clients do not block others; where all are busy, the new one is closed.
 */
export function limitConnections(server: Server, most: number): void {
  const requests = new Map<Socket, number>();
  const count = (socket: Socket, by: number) => {
    const now = requests.get(socket);
    if (now !== undefined) requests.set(socket, now + by);
  };
  server.on('connection', (socket) => {
    requests.set(socket, 0);
    socket.once('close', () => requests.delete(socket));
    if (requests.size > most) oldestIdle(requests)?.destroy();
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    count(socket, 1);
    response.once('close', () => count(socket, -1));
  });
}

/** The new connection is the last of them, and idle. */
function oldestIdle(requests: ReadonlyMap<Socket, number>): Socket | undefined {
  for (const [socket, inProgress] of requests) if (inProgress === 0) return socket;
  return undefined;
}
