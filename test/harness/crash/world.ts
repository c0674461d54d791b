import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWorld } from '../../../simulator/world.ts';
import { read, tell } from '../world/control.ts';
import { readServices, type Services } from '../world/services.ts';

/** One simulated world that many cases use one after the other, told to be as fast as it can. */
export interface OnceWorld extends Services {
  urls: Readonly<Record<string, string>>;
  /** The folder of the bare repository. */
  repository: string;
  /** The environment for a Navi that speaks to the world directly. */
  variables: Readonly<Record<string, string>>;
  /** A control call of Slack's address, or of another service's. Throws when it is refused. */
  tell(call: string, body: object, service?: string): Promise<unknown>;
  read(call: string, service?: string): Promise<unknown>;
  /** Back to the beginning: v1.0.0 and v1.1.0 live, main ready for v1.2.0. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Nothing waits for anything but Navi. */
const PACE = {
  workflow: 'canned',
  stepSeconds: 0,
  purgeSeconds: 0,
  edgeSeconds: 0,
  npmLagSeconds: 0,
  rateLimits: false,
  objectRateLimit: false,
} as const;

/** `isProtected`: Navi is an App, and a protection rule of the environment of the publishing jobs. */
export async function openWorld({ isProtected = false } = {}): Promise<OnceWorld> {
  const dir = await mkdtemp(join(tmpdir(), 'navi-once-world-'));
  const world = await startWorld({ dir, keep: false, pace: PACE, isProtected });
  const { urls } = world;
  const addressOf = (service: string) => {
    const url = Object.entries(urls).find(([name]) => name === service)?.[1];
    if (url === undefined) throw new Error(`the world has no ${service}`);
    return url;
  };
  return {
    ...readServices(urls),
    urls: Object.fromEntries(Object.entries(urls)),
    repository: world.seeded?.repository ?? '',
    variables: world.variables,
    tell: (call, body, service = 'slack') => tell(addressOf(service), call, body),
    read: (call, service = 'slack') => read(addressOf(service), call),
    reset: async () => {
      await tell(addressOf('slack'), 'reset', {});
    },
    close: async () => {
      await world.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
