import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be cut. */
export interface Line {
  port: number;
  /** `refuse`: connections are reset and no new one is taken. `fall-silent`: bytes vanish without an error. */
  cut(how: 'refuse' | 'fall-silent'): void;
  close(): void;
}

/** Passes TCP connections on to `port` of this machine until it is cut. */
export async function createLine(port: number): Promise<Line> {
  const sockets = new Set<Socket>();
  let isSilent = false;
  const take = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    take(near);
    if (isSilent) return;
    const far = connect(port, '127.0.0.1');
    take(far);
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the line has no address');
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    cut: (how) => {
      if (how === 'refuse') return close();
      isSilent = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    close,
  };
}
