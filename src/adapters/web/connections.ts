import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Holds a server to so many connections. One more closes the oldest that has no request in hand, so that clients who
 * connect and say nothing keep nobody out; where all are at work the new one is closed.
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
