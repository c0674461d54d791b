import type { Door } from './door.ts';

/** Whether Navi can work: without its store it cannot, without Slack it can (DESIGN §6). */
export interface Readiness {
  store: boolean;
  slack: boolean;
}

/** What `prom-client`'s registry is, as far as it is used here. */
export interface Metrics {
  contentType: string;
  metrics(): Promise<string>;
}

/** `/healthz` (alive), `/readyz` (the store answers; Slack is a field), `/metrics` (Prometheus). */
export function addHealth(app: Door, of: { ready(): Promise<Readiness>; metrics: Metrics }): void {
  app.get('/healthz', (c) => c.json({ alive: true }));
  app.get('/readyz', async (c) => {
    const readiness = await of.ready();
    return c.json({ ready: readiness.store, ...readiness }, readiness.store ? 200 : 503);
  });
  app.get('/metrics', async (c) =>
    c.text(await of.metrics.metrics(), 200, { 'content-type': of.metrics.contentType }),
  );
}
