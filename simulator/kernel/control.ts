import type { Hono } from 'hono';
import { z } from 'zod';
import { FaultRequest, type Faults } from './faults.ts';
import type { Call, KernelOptions } from './options.ts';

const PaceRequest = z.record(z.string(), z.union([z.number().nonnegative(), z.string(), z.boolean()]));

interface Door {
  app: Hono;
  faults: Faults;
  log: Call[];
  /** The names of the calls that are built. */
  built: ReadonlySet<string>;
  options: KernelOptions;
}

/** The control calls of each service under `/_control`: faults, pace, state, log, methods, reset. */
export function addControlDoor({ app, faults, log, built, options }: Door): void {
  const services = () => Object.entries(options.services?.() ?? {}).filter(([name]) => name !== options.name);

  app.post('/_control/faults', async (c) => {
    const asked = FaultRequest.safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json({ ok: false, error: z.prettifyError(asked.error) }, 400);
    const target = asked.data.target ?? options.name;
    if (target === options.name) {
      faults.add(asked.data);
      return c.json({ ok: true, faults: faults.list() });
    }
    const name = services().find(([name]) => name === target);
    if (name === undefined) return c.json({ ok: false, error: `no service is named ${target}` }, 404);
    return forward(`${name[1]}/_control/faults`, asked.data);
  });
  app.get('/_control/faults', async (c) =>
    c.json({ ok: true, faults: faults.list(), services: await askAll(services(), 'faults') }),
  );
  app.delete('/_control/faults', async (c) => {
    faults.clear();
    await Promise.all(services().map(([, url]) => fetch(`${url}/_control/faults`, { method: 'DELETE' })));
    return c.json({ ok: true });
  });

  app.get('/_control/pace', async (c) =>
    c.json({ ok: true, pace: options.pace, services: await askAll(services(), 'pace') }),
  );
  app.post('/_control/pace', async (c) => {
    const asked = PaceRequest.safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json({ ok: false, error: z.prettifyError(asked.error) }, 400);
    for (const [key, value] of Object.entries(asked.data)) if (key in options.pace) options.pace[key] = value;
    options.onPace?.();
    await Promise.all(services().map(([, url]) => forward(`${url}/_control/pace`, asked.data)));
    return c.json({ ok: true, pace: options.pace });
  });

  // What only one service can do (a probe that stays stale, a job that fails), for the page on this address.
  app.post('/_control/at/:service/:call{[a-z-]+}', async (c) => {
    const { service, call } = c.req.param();
    const name = services().find(([name]) => name === service);
    if (name === undefined) return c.json({ ok: false, error: `no service is named ${service}` }, 404);
    return forward(`${name[1]}/_control/${call}`, await c.req.json().catch(() => ({})));
  });

  app.get('/_control/methods', (c) => c.json({ ok: true, methods: [...built].sort() }));
  app.get('/_control/state', async (c) => c.json((await options.state()) as object));
  app.get('/_control/log', (c) => c.json({ calls: log }));
  const resetAll = async () => {
    faults.clear();
    log.length = 0;
    // The door that speaks for the world begins its time anew, too.
    if (options.services !== undefined) options.clock.reset();
    await options.reset();
    await Promise.all(services().map(([, url]) => forward(`${url}/_control/reset`, {})));
  };
  app.post('/_control/reset', async (c) => {
    await (options.aroundReset ?? ((reset) => reset()))(resetAll);
    return c.json({ ok: true });
  });
}

const NEIGHBOUR_DEADLINE_MS = 2000;

/** The state of each service; `null` for a service that does not answer. */
async function askAll(services: [string, string][], what: 'faults' | 'pace'): Promise<object> {
  const said = services.map(async ([name, url]): Promise<[string, unknown]> => {
    try {
      const signal = AbortSignal.timeout(NEIGHBOUR_DEADLINE_MS);
      const answer = await fetch(`${url}/_control/${what}`, { signal });
      return [name, ((await answer.json()) as Record<string, unknown>)[what] ?? null];
    } catch {
      return [name, null];
    }
  });
  return Object.fromEntries(await Promise.all(said));
}

async function forward(url: string, body: unknown): Promise<Response> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return new Response(await answer.text(), {
    status: answer.status,
    headers: { 'content-type': 'application/json' },
  });
}
