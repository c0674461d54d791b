import { connect, type Socket } from 'node:net';

/** Sends these bytes as they are and gives what came back until the server closed, or `ms` passed. */
export function rawRequest(port: number, bytes: string | Buffer, ms = 2_000): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    const timer = setTimeout(() => socket.destroy(), ms);
    socket.on('data', (part) => {
      answer += part.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(answer);
    });
    socket.write(bytes);
  });
}

/** The status of an answer, or `closed` where the server only closed. */
export function statusOf(answer: string): number | 'closed' {
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1];
  return status === undefined ? 'closed' : Number(status);
}

/** Connections that say a little and then nothing. */
export function halfOpen(port: number, count: number, bytes = 'GET /healthz HTTP/1.1\r\nhost: x'): Socket[] {
  return Array.from({ length: count }, () => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(bytes);
    return socket;
  });
}
