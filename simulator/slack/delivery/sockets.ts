import type { Server } from 'node:http';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { parseJson } from '../blocks/accept.ts';
import { APP } from '../world/seed.ts';
import type { Workspace } from '../world/workspace.ts';
import type { Carrier, Envelope, Outcome } from './envelope.ts';
import { askToLeave, type DisconnectReason, isReady, keepAlive, type Line, sayGoodbye } from './lines.ts';
import { createTickets } from './tickets.ts';

/** The limit of open connections of one app (docs/services.md, Slack). */
const SOCKET_LIMIT = 10;
const MESSAGE_BYTES = 1_000_000;

const Ack = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });

/** Waits for acknowledgements, by envelope. */
type Waiting = Map<string, (payload: unknown) => void>;

export interface Sockets extends Carrier {
  /** The address of a new connection, with a ticket that works once. */
  address(): string;
  /** The number of connections that take envelopes. */
  open(): number;
  /** Asks every connection to close, as Slack does every few hours. */
  refresh(reason: DisconnectReason): void;
  /** Cuts every connection without a close. */
  cut(): void;
  /** Accepts connections on this server. */
  attach(server: Server): void;
  close(): Promise<void>;
}

/** Socket Mode's server side: each envelope goes to one of the open connections in turn. */
export function createSockets(workspace: Workspace): Sockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES });
  const tickets = createTickets();
  const waiting: Waiting = new Map();
  const lines = new Set<Line>();
  let turn = 0;
  const ready = () => [...lines].filter(isReady);
  const cut = () => {
    for (const line of lines) line.socket.terminate();
  };
  return {
    address: () => `${workspace.url.replace(/^http/, 'ws')}/link/?ticket=${tickets.issue()}&app_id=${APP.id}`,
    open: () => ready().length,
    refresh: (reason) => {
      for (const line of ready()) askToLeave(line, reason);
    },
    cut,
    attach: (http) => {
      http.on('upgrade', (request, socket, head) => {
        const url = new URL(request.url ?? '/', 'http://simulated');
        if (url.pathname === '/link/' && tickets.redeem(url.searchParams.get('ticket') ?? ''))
          server.handleUpgrade(request, socket, head, (opened) =>
            welcome(opened, { workspace, lines, waiting }),
          );
        else socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      });
    },
    send: (envelope, { cut: cutAfter = false } = {}) => {
      const open = ready();
      turn += 1;
      const line = open[turn % open.length];
      if (line === undefined) return Promise.resolve({ kind: 'unreachable', reason: 'timeout' });
      return exchange({ line, envelope, cutAfter, waiting, ackSeconds: workspace.pace.ackSeconds });
    },
    close: async () => {
      await Promise.all([...lines].map((line) => sayGoodbye(line)));
      server.close();
    },
  };
}

interface Welcome {
  workspace: Workspace;
  lines: Set<Line>;
  waiting: Waiting;
}

function welcome(socket: WebSocket, { workspace, lines, waiting }: Welcome): void {
  const line: Line = { socket, leaving: false };
  socket.on('error', () => socket.terminate());
  if ([...lines].filter(isReady).length >= SOCKET_LIMIT) {
    askToLeave(line, 'too_many_websockets');
    socket.close();
    return;
  }
  lines.add(line);
  keepAlive(line);
  socket.once('close', () => {
    lines.delete(line);
    workspace.changed({ what: 'navi' });
  });
  socket.on('message', (data: RawData) => {
    const ack = Ack.safeParse(parseJson(String(data)));
    if (ack.success) waiting.get(ack.data.envelope_id)?.(ack.data.payload);
  });
  socket.send(
    JSON.stringify({
      type: 'hello',
      num_connections: [...lines].filter(isReady).length,
      connection_info: { app_id: APP.id },
      debug_info: { host: 'applink-simulated', build_number: 1, approximate_connection_time: 18060 },
    }),
  );
  workspace.changed({ what: 'navi' });
}

interface Exchange {
  line: Line;
  envelope: Envelope;
  cutAfter: boolean;
  waiting: Waiting;
  ackSeconds: number;
}

/** Sends one envelope and waits for its acknowledgement; ignores late ones. */
function exchange({ line, envelope, cutAfter, waiting, ackSeconds }: Exchange): Promise<Outcome> {
  return new Promise((resolve) => {
    const settle = (outcome: Outcome) => {
      clearTimeout(timer);
      if (waiting.get(envelope.envelope_id) === acked) waiting.delete(envelope.envelope_id);
      resolve(outcome);
    };
    const acked = (payload: unknown) => settle({ kind: 'acked', payload });
    const timer = setTimeout(() => settle({ kind: 'failed', reason: 'timeout' }), ackSeconds * 1000);
    if (!cutAfter) waiting.set(envelope.envelope_id, acked);
    line.socket.send(JSON.stringify(envelope), () => {
      if (!cutAfter) return;
      line.socket.close();
      settle({ kind: 'failed', reason: 'timeout' });
    });
  });
}
