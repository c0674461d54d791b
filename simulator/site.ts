import type { Ports } from './ports.ts';
import type { Service } from './variables.ts';

/** A world while it is built and while it runs. */
export interface Site {
  /** The folder that everything is in. */
  home: string;
  without: readonly Service[];
  report: (what: string) => void;
  /** Whether the building is to go on. */
  stop: AbortSignal | undefined;
  ports: Ports;
  /** The addresses of what runs by now. */
  urls: Partial<Record<Service, string>>;
  /** What is to be closed, in the order in which it was opened. */
  open: (() => Promise<void>)[];
}

/** Starts one service where it was last time, and remembers to close it; `undefined` when it is left out. */
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

/** Tells every service how fast the world is. */
export async function setPace(
  { urls }: Site,
  pace: Readonly<Record<string, number | string | boolean>>,
): Promise<void> {
  // Slack's door passes it on to the others.
  const doors = urls.slack === undefined ? Object.values(urls) : [urls.slack];
  const told = doors.map(async (url) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/_control/pace`, {
      method: 'POST',
      headers,
      body: JSON.stringify(pace),
    });
    if (!answer.ok) throw new Error(`The pace was refused: ${await answer.text()}`);
  });
  await Promise.all(told);
}

/** Closes in the opposite order. */
export async function closeAll({ open }: Site): Promise<void> {
  for (const close of open.splice(0).reverse()) await close();
}
