import type { RequestListener, Server } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { App } from '../../dispatch/app.ts';
import { createBuckets } from '../../dispatch/bucket.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { addCommands } from './commands.ts';
import { addHealth, type Metrics, type Readiness } from './health.ts';
import { addHooks } from './hooks.ts';
import { addMailHook, type MailHook } from './mail-hook.ts';
import { createFindPeer } from './peer.ts';
import { pathOf } from './request-line.ts';
import { createHttpServer } from './server.ts';
import { addTerminals } from './terminals.ts';
import { createUnproven } from './unproven.ts';

export interface WebOptions {
  app: App;
  /** 0 picks a free port. */
  port: number;
  /** The address to listen on. */
  host?: string | undefined;
  /** Host names, besides this machine's own, under which Navi's own routes may be called. */
  allowedHosts?: readonly string[];
  /** Proxies, as addresses or networks, whose `X-Forwarded-For` is trusted. */
  trustedProxies?: readonly string[];
  metricsToken?: string | undefined;
  isProduction?: boolean;
  ready(): Promise<Readiness>;
  metrics: Metrics;
  /** GitHub's webhook secret; without it the hook's address answers 404. */
  webhookSecret: string | undefined;
  /**
   * Called for each run in a verified webhook. Its content is not trusted: the run is read again. `asksNavi`: GitHub
   * asks Navi's App whether the run may continue.
   */
  onRunChanged(run: number, asksNavi: boolean): Promise<void>;
  /** Bounces from the mail provider; without it the hook's address answers 404. */
  mailHook?: MailHook | undefined;
  telemetry: Telemetry;
  /** Slack's own requests in HTTP mode, which share this address. */
  slack?: { path: string; requests: RequestListener } | undefined;
}

/** The web server: health, metrics, GitHub's webhooks, and the CLI's commands. */
export interface Web {
  /** Throws `PortInUse`. */
  start(): Promise<{ port: number }>;
  /** Accepts no more requests and waits for running ones, at most a few seconds. */
  stop(): Promise<void>;
}

/** The default address to listen on: this machine only. */
const LOOPBACK = '127.0.0.1';

/** Another program listens on Navi's port. */
export class PortInUse extends Error {
  constructor(port: number, cause: unknown) {
    super(`Port ${port} is used by another program: end that one, or set PORT to a free one.`, { cause });
    this.name = 'PortInUse';
  }
}

const DRAIN_MS = 5000;
/** Another machine's requests before it has proven anything: a terminal needs a few. */
const PEER = { atOnce: 30, everyMs: 1_000, most: 1_000 };

export function createWeb(options: WebOptions): Web {
  const routes = new Hono<{ Bindings: HttpBindings }>();
  const { host = LOOPBACK, allowedHosts = [], trustedProxies = [] } = options;
  const findPeer = createFindPeer(trustedProxies);
  addHealth(routes, {
    ...options,
    metricsToken: options.metricsToken,
    isProduction: options.isProduction === true,
    findPeer,
  });
  const own = {
    app: options.app,
    allowedHosts: [host, ...allowedHosts].map((name) => name.toLowerCase()),
    findPeer,
    peers: createBuckets({ ...PEER, now: () => Date.now() }),
  };
  addCommands(routes, own);
  addTerminals(routes, own);
  const unproven = createUnproven(findPeer, () => Date.now());
  addHooks(routes, { ...options, unproven });
  addMailHook(routes, options.mailHook, { telemetry: options.telemetry, unproven });
  routes.notFound((c) => c.json({ error: 'there is nothing here' }, 404));
  routes.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse();
    if (!c.env.incoming.complete) {
      options.telemetry.warn('a web request was cut off', { path: c.req.path });
      return c.json({ error: 'the request was cut off' }, 400);
    }
    options.telemetry.error('a web request failed', error, { path: c.req.path });
    return c.json({ error: 'something broke in Navi' }, 500);
  });
  const server = createHttpServer(route(getRequestListener(routes.fetch), options.slack), options.telemetry);
  return {
    start: () => listen(server, { port: options.port, host }),
    stop: () => close(server),
  };
}

/** Slack's requests go to its own library untouched, since the signature is over the raw body. */
function route(web: RequestListener, slack: WebOptions['slack']): RequestListener {
  return (request, response) => {
    if (slack !== undefined && pathOf(request.url) === slack.path) slack.requests(request, response);
    else web(request, response);
  };
}

function listen(server: Server, { port, host }: { port: number; host: string }): Promise<{ port: number }> {
  return new Promise((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortInUse(port, error) : error);
    server.once('error', refused);
    server.listen({ port, host }, () => {
      server.off('error', refused);
      const address = server.address();
      resolve({ port: typeof address === 'object' && address !== null ? address.port : port });
    });
  });
}

function close(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
