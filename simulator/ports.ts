import { createServer } from 'node:net';
import { z } from 'zod';
import { keptIn } from './kernel/keep.ts';

/** Ports by name, so that a kept world is found where it was. */
export interface Ports {
  /** Starts something on the port it had last time, or on a free one when that is taken. */
  use<T>(name: string, start: (port: number) => Promise<T>): Promise<T>;
  note(name: string, url: string): void;
  /** A port nobody listens on now, for a program that starts later. */
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
      const port = await use(name, findFree);
      set(name, port);
      return port;
    },
  };
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function findFree(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : wanted;
      server.close(() => resolve(port));
    });
  });
}
