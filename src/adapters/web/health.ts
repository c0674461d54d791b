import { createHash, timingSafeEqual } from 'node:crypto';
import type { Door } from './door.ts';
import { type FindPeer, heardFrom } from './peer.ts';

/** Whether Navi can work: it needs its store, but not Slack. */
export interface Readiness {
  store: boolean;
  slack: boolean;
  /** Whether the record has no finding that was not accepted. */
  record: boolean;
}

/** The used part of `prom-client`'s registry. */
export interface Metrics {
  contentType: string;
  metrics(): Promise<string>;
}

export interface HealthOptions {
  ready(): Promise<Readiness>;
  metrics: Metrics;
  /** The bearer token for `/metrics`. Without one only this machine gets an answer. */
  metricsToken: string | undefined;
  /** Whether a token that crossed a network unencrypted is refused. */
  isProduction: boolean;
  findPeer: FindPeer;
}

/**
 * `/healthz` and `/readyz` answer everyone with one word: `alive`; `ready`, `disconnected` (from Slack, which stops
 * no work), `record-differs` (no release, but rollbacks) or `unavailable` (503: the store does not answer).
 * `/metrics` is for Prometheus.
 */
export function addHealth(
  routes: Door,
  { ready, metrics, metricsToken, isProduction, findPeer }: HealthOptions,
): void {
  routes.get('/healthz', (c) => c.text('alive'));
  routes.get('/readyz', async (c) => {
    const { store, slack, record } = await ready();
    if (!store) return c.text('unavailable', 503);
    if (!record) return c.text('record-differs');
    return c.text(slack ? 'ready' : 'disconnected');
  });
  routes.get('/metrics', async (c) => {
    const peer = findPeer(heardFrom(c.env.incoming));
    if (metricsToken === undefined && !peer.isLocal) return c.notFound();
    if (metricsToken !== undefined && isProduction && peer.isExposed) return c.json(EXPOSED, 403);
    if (metricsToken !== undefined && !isBearer(c.req.header('authorization'), metricsToken))
      return c.json({ error: 'NAVI_METRICS_TOKEN is wanted as a bearer token' }, 401);
    return c.text(await metrics.metrics(), 200, { 'content-type': metrics.contentType });
  });
}

const EXPOSED = {
  error:
    'NAVI_METRICS_TOKEN came over plain http from another machine, so others may have read it: set another, and ask at the https address (docs/web-door.md)',
};

/** Compared in constant time. */
function isBearer(header: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
}
