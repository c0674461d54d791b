import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import type { WorldClock } from '../../kernel/world-clock.ts';
import type { Fields } from '../world/shapes.ts';
import { type Door, DoorRefusal, get, post } from './door.ts';

/** Starts, stops and kills the bot's process. */
export interface NaviPlug {
  do(action: 'kill' | 'start' | 'stop'): Promise<void>;
  state(): { state: 'running' | 'stopped' | 'by-hand'; pid?: number };
  /** Restarts Navi with a reset of the world: it stops before the reset and starts after it. */
  aroundReset?(reset: () => Promise<void>): Promise<void>;
}

export interface Surroundings {
  services: () => Record<string, string>;
  navi: NaviPlug | undefined;
  clock: WorldClock;
}

/** How long a service may take to answer with its state. */
const NEIGHBOUR_SECONDS = 2;
const HEARTBEAT_SECONDS = 15;
const POLL_SECONDS = 1;

/** The world around Slack: the services' states, the live stream of changes, and the bot's process. */
export function addSurroundings(door: Door, around: Surroundings): { close(): void } {
  get(door, 'world', () => gather(around));
  post(door, 'navi', {
    body: z.object({ do: z.enum(['kill', 'start', 'stop']) }),
    run: async (asked) => {
      if (around.navi === undefined) throw new DoorRefusal('navi was started by hand', 409);
      await around.navi.do(asked.do);
      door.workspace.changed({ what: 'navi' });
      return { navi: around.navi.state() };
    },
  });
  post(door, 'visitors', {
    body: z.record(z.string(), z.unknown()),
    run: (asked) => turnVisitors(door, around, asked),
  });
  get(door, 'mailboxes/:address', (c) => mailbox(around, c.req.param('address') ?? ''));
  return addStream(door, createWatch(door, around));
}

/** Turns the visitors' knob; they have a door of their own, which checks the order. */
async function turnVisitors(door: Door, { services }: Surroundings, asked: Fields): Promise<Fields> {
  const url = services()['visitors'];
  if (url === undefined) throw new DoorRefusal('this world has no visitors', 404);
  const answer = await fetch(`${url}/_control/visitors`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(asked),
  });
  if (!answer.ok) throw new DoorRefusal(Refused.parse(await answer.json()).error);
  door.workspace.changed({ what: 'world' });
  return {};
}

/** The mails of one address; none where this world takes no mail. */
async function mailbox({ services }: Surroundings, address: string): Promise<Fields> {
  const url = services()['smtp'];
  if (url === undefined) return { mails: [] };
  const answer = await fetch(`${url}/_control/mailboxes/${encodeURIComponent(address)}`);
  return { mails: Mailbox.parse(await answer.json()).mails };
}

const Mailbox = z.object({ mails: z.array(z.record(z.string(), z.unknown())) });

const Refused = z.object({ error: z.string() });

/** Sends every change to the listeners, as Server-Sent Events. */
function addStream({ workspace, kernel }: Door, watch: Watch): { close(): void } {
  const ending = new AbortController();
  kernel.app.get('/_control/stream', (c) =>
    streamSSE(c, async (stream) => {
      const forget = workspace.onChange((change) => {
        void stream.writeSSE({ event: 'change', data: JSON.stringify(change) });
      });
      const heartbeat = setInterval(() => void stream.write(': still here\n\n'), HEARTBEAT_SECONDS * 1000);
      watch.join();
      await stream.write(': open\n\n');
      await new Promise<void>((resolve) => {
        stream.onAbort(resolve);
        ending.signal.addEventListener('abort', () => resolve(), { once: true });
      });
      clearInterval(heartbeat);
      forget();
      watch.leave();
    }),
  );
  return {
    close: () => {
      ending.abort();
      watch.stop();
    },
  };
}

async function gather({ services, navi, clock }: Surroundings): Promise<Fields> {
  const states = await Promise.all(
    Object.entries(services())
      .filter(([name]) => name !== 'slack')
      .map(async ([name, url]): Promise<[string, Fields]> => {
        try {
          const signal = AbortSignal.timeout(NEIGHBOUR_SECONDS * 1000);
          const answer = await fetch(`${url}/_control/state`, { signal });
          return [name, { url, state: await answer.json() }];
        } catch (error) {
          return [name, { url, error: error instanceof Error ? error.message : String(error) }];
        }
      }),
  );
  const { now, machine } = clock.reading();
  return {
    services: Object.fromEntries(states),
    navi: navi?.state() ?? { state: 'by-hand' },
    clock: { aheadMs: now - machine },
  };
}

interface Watch {
  join(): void;
  leave(): void;
  stop(): void;
}

/** Polls the services while there are listeners, and reports changes. */
function createWatch({ workspace }: Door, around: Surroundings): Watch {
  let listeners = 0;
  let looking = false;
  let seen = '';
  async function look(): Promise<void> {
    looking = true;
    while (listeners > 0) {
      const world = JSON.stringify(await gather(around));
      const hash = createHash('sha256').update(world).digest('hex');
      if (seen !== '' && hash !== seen) workspace.changed({ what: 'world' });
      seen = hash;
      await wait(POLL_SECONDS * 1000, undefined, { ref: false });
    }
    looking = false;
  }
  return {
    join: () => {
      listeners += 1;
      if (!looking) void look();
    },
    leave: () => {
      listeners -= 1;
    },
    stop: () => {
      listeners = 0;
    },
  };
}
