import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Limits the number of a server's connections. A further one closes the oldest that has no whole request in hand, so
 * that silent and slow clients do not block others; where all are busy, the new one is closed.
 */
export function limitConnections(server: Server, most: number): void {
  const requests = new Map<Socket, Set<IncomingMessage>>();
  server.on('connection', (socket) => {
    requests.set(socket, new Set());
    socket.once('close', () => requests.delete(socket));
    if (requests.size > most) oldestIdle(requests)?.destroy();
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const ofSocket = requests.get(request.socket);
    ofSocket?.add(request);
    response.once('close', () => ofSocket?.delete(request));
  });
}

/** A request whose body has not arrived is not being worked on. The new connection is the last of them, and idle. */
function oldestIdle(requests: ReadonlyMap<Socket, ReadonlySet<IncomingMessage>>): Socket | undefined {
  for (const [socket, inHand] of requests) if (![...inHand].some(({ complete }) => complete)) return socket;
  return undefined;
}
