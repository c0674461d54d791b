import { z } from 'zod';
import { freePort, isPortTaken, tryPort } from './kernel/free-port.ts';
import { keptIn } from './kernel/keep.ts';

/** Ports by name, so that a stored world keeps its addresses. */
export interface Ports {
  /** Starts something on its port of the last time, or on a free one when that is in use. */
  use<T>(name: string, start: (port: number) => Promise<T>): Promise<T>;
  note(name: string, url: string): void;
  /** A free port, for a program that starts later. */
  reserve(name: string): Promise<number>;
}

const Kept = z.record(z.string(), z.number());

export function portsIn(file: string): Ports {
  const kept = keptIn<unknown>(file);
  const ports = Kept.catch({}).parse(kept.read() ?? {});
  const set = (name: string, port: number) => {
    ports[name] = port;
    kept.write(ports);
  };
  const use = async <T>(name: string, start: (port: number) => Promise<T>): Promise<T> => {
    try {
      return await start(ports[name] ?? 0);
    } catch (error) {
      if (!isPortTaken(error) || ports[name] === undefined) throw error;
      return start(0);
    }
  };
  return {
    use,
    note: (name, url) => set(name, Number(new URL(url).port)),
    reserve: async (name) => {
      const port = await use(name, again);
      set(name, port);
      return port;
    },
  };
}

/** The previous port, if it is free; for none (0) a new one. */
async function again(port: number): Promise<number> {
  if (port === 0) return freePort();
  await tryPort(port);
  return port;
}
