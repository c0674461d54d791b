import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { addClockDoor } from './clock-door.ts';
import { addControlDoor } from './control.ts';
import { createFaults, type Fault, type Faults } from './faults.ts';
import { isControl, whyRefused } from './guard.ts';
import type { Call, KernelOptions } from './options.ts';

export interface Kernel {
  /** For requests without a call's name: pages, the service's own control calls. Named calls use `route`. */
  app: Hono;
  faults: Faults;
  log: Call[];
  /** Registers one named call of the service. Any other request is refused (`renderUnbuilt`). */
  route(
    name: string,
    method: string,
    path: string,
    handler: (c: Context) => Response | Promise<Response>,
  ): void;
  /** Starts to listen on 127.0.0.1; port 0 picks a free one. Called again, it listens on a second port as well. */
  listen(port?: number): Promise<Listening>;
}

export interface Listening {
  url: string;
  server: Server;
  close(): Promise<void>;
}

const LOG_LIMIT = 10_000;

/**
 * The common part of every simulated service: a server that gives each call a name, logs the calls, breaks those that
 * a fault matches, and has control calls under `/_control`.
 */
export function createKernel(options: KernelOptions): Kernel {
  const app = new Hono();
  const names = new Hono();
  const faults = createFaults();
  const log: Call[] = [];
  const { clock } = options;
  const built = new Set<string>();
  addControlDoor({ app, faults, log, built, options });
  addClockDoor(app, clock);

  async function nameOf(request: Request): Promise<string | undefined> {
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const answer = await names.request(new URL(request.url).pathname, { method });
    return answer.status === 200 ? answer.text() : undefined;
  }

  /** A node server would add its machine's date; addresses without a name answer in the world's time too. */
  function dated(answer: Response): Response {
    if (!answer.headers.has('date')) answer.headers.set('date', new Date(clock.now()).toUTCString());
    return answer;
  }

  async function handle(request: Request, socket: Socket): Promise<Response> {
    const refused = options.isPublic === true && !isControl(request) ? null : whyRefused(request);
    if (refused !== null) return Response.json({ ok: false, error: refused.error }, refused);
    const path = new URL(request.url).pathname;
    const method = await nameOf(request);
    if (method === undefined) return dated((await app.fetch(request, here(socket))) as Response);
    const begun = performance.now();
    const call: Call = { at: new Date(clock.now()).toISOString(), method, path, status: 'hung' };
    log.push(call);
    if (log.length > LOG_LIMIT) log.shift();
    const fault = faults.take(method);
    if (fault !== undefined) call.fault = fault.kind;
    const answering = withFault({ request, socket, fault, app, options });
    if (isWrite(request, { method, fault, options })) clock.duringWrite(answering);
    const answer = await answering;
    call.status = answer === 'cut' ? 'cut' : answer.status;
    call.ms = Math.round(performance.now() - begun);
    if (answer === 'cut') return new Response(null, { status: 500 });
    dated(answer);
    const { requestIdHeader: header } = options;
    if (header !== undefined) answer.headers.set(header, randomUUID().toUpperCase());
    return answer;
  }

  app.notFound((c) => {
    const what = `${options.name}: ${c.req.method} ${c.req.path} is not built in this simulator`;
    const render = isControl(c.req.raw) ? undefined : options.renderUnbuilt;
    return render?.(what) ?? c.json({ ok: false, error: what }, 405);
  });

  return {
    app,
    faults,
    log,
    route: (name, method, path, handler) => {
      app.on(method, path, handler);
      names.on(method, path, (c) => c.text(name));
      built.add(name);
    },
    listen: (port = 0) => listen({ handle, port }),
  };
}

/** What a handler finds in `c.env`: the port of the call, for a service that listens on several. */
export interface Here {
  localPort: number;
}

function here(socket: Socket): Here {
  return { localPort: socket.localPort ?? 0 };
}

/** A move of the clock waits for writes, not for calls that are held until something happens. */
function isWrite(
  { method: verb }: Request,
  { method, fault, options }: { method: string; fault: Fault | undefined; options: KernelOptions },
): boolean {
  if (verb === 'GET' || verb === 'HEAD' || fault?.kind === 'timeout') return false;
  return options.held?.includes(method) !== true;
}

interface Faulty {
  request: Request;
  socket: Socket;
  fault: Fault | undefined;
  app: Hono;
  options: KernelOptions;
}

async function withFault({ request, socket, fault, app, options }: Faulty): Promise<Response | 'cut'> {
  const pass = async () => (await app.fetch(request, here(socket))) as Response;
  switch (fault?.kind) {
    case undefined:
      return pass();
    case 'error':
      return renderError(options, fault, fault.status);
    case 'rate-limit': {
      if (options.rateLimitStatus !== undefined) return renderError(options, fault, options.rateLimitStatus);
      const answer = renderError(options, fault, 429);
      answer.headers.set('retry-after', String(fault.retryAfterSeconds));
      return answer;
    }
    case 'timeout':
      return new Promise<'cut'>((resolve) => socket.once('close', () => resolve('cut')));
    case 'reset':
      socket.resetAndDestroy();
      return 'cut';
    case 'accept-then-reset':
      await (await pass()).arrayBuffer();
      socket.resetAndDestroy();
      return 'cut';
    case 'duplicate': {
      const again = request.clone() as Request;
      await (await pass()).arrayBuffer();
      return (await app.fetch(again, here(socket))) as Response;
    }
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, fault.seconds * 1000));
      return pass();
  }
}

function renderError(options: KernelOptions, fault: Fault, status: number): Response {
  return options.renderError?.(fault, status) ?? new Response(fault.error ?? 'simulated fault', { status });
}

async function listen({
  handle,
  port,
}: {
  handle: (request: Request, socket: Socket) => Promise<Response>;
  port: number;
}): Promise<Listening> {
  const listener = getRequestListener((request, env) =>
    handle(request as Request, (env as { incoming: IncomingMessage }).incoming.socket),
  );
  const server = createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
    void listener(incoming, outgoing);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
