import type { WorldClock } from './kernel/world-clock.ts';
import type { Ports } from './ports.ts';
import type { Service } from './variables.ts';

/** A world while it starts and while it runs. */
export interface Site {
  /** The folder of the whole world. */
  home: string;
  /** The time of all services. */
  clock: WorldClock;
  without: readonly Service[];
  report: (what: string) => void;
  /** Aborts the start. */
  stop: AbortSignal | undefined;
  ports: Ports;
  /** The addresses of the running services. */
  urls: Partial<Record<Service, string>>;
  /** What has to be closed, in the order in which it was opened. */
  open: (() => Promise<void>)[];
}

/** Starts one service on its port of the last time, and registers its closing; `undefined` when it is left out. */
export async function openService<T extends { url: string; close(): Promise<void> }>(
  site: Site,
  name: Service,
  start: (port: number) => Promise<T>,
): Promise<T | undefined> {
  site.stop?.throwIfAborted();
  if (site.without.includes(name)) return undefined;
  const service = await site.ports.use(name, start);
  site.open.push(service.close);
  site.urls[name] = service.url;
  site.ports.note(name, service.url);
  return service;
}

/** Sets the pace of every service. */
export async function setPace(
  { urls }: Site,
  pace: Readonly<Record<string, number | string | boolean>>,
): Promise<void> {
  // Slack's control calls pass it on to the others.
  const doors = urls.slack === undefined ? Object.values(urls) : [urls.slack];
  const paced = doors.map(async (url) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/_control/pace`, {
      method: 'POST',
      headers,
      body: JSON.stringify(pace),
    });
    if (!answer.ok) throw new Error(`The pace was refused: ${await answer.text()}`);
  });
  await Promise.all(paced);
}

/** Closes in the opposite order. */
export async function closeAll({ open }: Site): Promise<void> {
  for (const close of open.splice(0).reverse()) await close();
}
