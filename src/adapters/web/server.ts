import { readFileSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Duplex } from 'node:stream';
import type { Telemetry } from '../../ports/telemetry.ts';
import { limitConnections } from './connections.ts';
import { pathOf } from './request-line.ts';

/** How long a client may take for its headers, for the whole request, and between two requests. Milliseconds. */
const HEADERS_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_MS = 5_000;
/** How often both limits are checked. */
const CHECK_MS = 1_000;
/**
 * The maximum of parallel connections, where the process has file descriptors for them; never more than an eighth of
 * those, because its own calls need most.
 */
const MOST_CONNECTIONS = 200;
const FEWEST_CONNECTIONS = 8;

/**
 * A server that no request can end: an invalid request is answered with 400 (408, 431) and one log line, and so is an
 * error of a listener.
 */
export function createHttpServer(listener: RequestListener, telemetry: Telemetry): Server {
  const server = createServer(
    { connectionsCheckingInterval: CHECK_MS, headersTimeout: HEADERS_TIMEOUT_MS },
    (request, response) => answerAlways(listener, { request, response, telemetry }),
  );
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on('clientError', (error, socket) => refuseBytes(error, socket, telemetry));
  limitConnections(server, mostConnections());
  return server;
}

interface InProgress {
  request: IncomingMessage;
  response: ServerResponse;
  telemetry: Telemetry;
}

/** The last handler of a request. */
function answerAlways(listener: RequestListener, { request, response, telemetry }: InProgress): void {
  const refuse = (problem: string): void => {
    telemetry.warn('a web request was not understood', { problem: problem.slice(0, 200) });
    if (!response.headersSent) response.writeHead(400, { connection: 'close' });
    response.end();
  };
  response.on('error', () => undefined);
  const problem = problemOf(request);
  if (problem !== null) refuse(problem);
  else
    try {
      listener(request, response);
    } catch (error) {
      refuse(String(error));
    }
}

/** Why node's parser should have refused it, or null (RFC 9112, 3.2: more than one Host is answered with 400). */
function problemOf({ url, headersDistinct }: IncomingMessage): string | null {
  if (pathOf(url) === undefined) return 'request line';
  return (headersDistinct['host'] ?? []).length > 1 ? 'more than one host' : null;
}

const STATUS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Bytes that node's parser refuses. A lost connection is not logged. */
function refuseBytes(error: NodeJS.ErrnoException, socket: Duplex, telemetry: Telemetry): void {
  const { code = '' } = error;
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  telemetry.warn('a web request was not understood', { problem: code.slice(0, 200) });
  socket.on('error', () => undefined);
  const status = STATUS[code] ?? '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroy());
}

/** From the soft limit on open files, where the system reports it (proc(5)). */
function mostConnections(): number {
  const eighth = Math.floor(openFiles() / 8);
  return Math.max(FEWEST_CONNECTIONS, Math.min(MOST_CONNECTIONS, eighth));
}

function openFiles(): number {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
