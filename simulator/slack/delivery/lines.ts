import { WebSocket } from 'ws';

/** Slack's ping interval; the client gives up after 30 s without a ping (docs/services.md, Slack). */
const PING_SECONDS = 5;
/** After a `disconnect` message Slack closes the socket itself if the app has not closed it by then. */
const GRACE_SECONDS = 10;
/** How long a closing world waits for the other side's close. */
const GOODBYE_MS = 500;

export type DisconnectReason = 'refresh_requested' | 'link_disabled' | 'too_many_websockets' | 'warning';

/** One open connection of the app. */
export interface Line {
  socket: WebSocket;
  /** It was asked to close and gets no more envelopes. */
  leaving: boolean;
}

/** True for a connection that may get envelopes. */
export function isReady(line: Line): boolean {
  return !line.leaving && line.socket.readyState === WebSocket.OPEN;
}

/** Asks a connection to close, and closes it itself when that takes too long. */
export function askToLeave(line: Line, reason: DisconnectReason): void {
  line.leaving = true;
  line.socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-simulated' } }));
  const timer = setTimeout(() => line.socket.close(), GRACE_SECONDS * 1000);
  line.socket.once('close', () => clearTimeout(timer));
}

/** Closes a connection by the protocol, and cuts it when the other side does not answer. */
export function sayGoodbye({ socket }: Line): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), GOODBYE_MS);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close(1001);
  });
}

/** Sends pings while the connection is open. */
export function keepAlive({ socket }: Line): void {
  const ping = setInterval(() => socket.ping(), PING_SECONDS * 1000);
  socket.once('close', () => clearInterval(ping));
}
