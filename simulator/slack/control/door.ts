import type { Context } from 'hono';
import { z } from 'zod';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Deliveries } from '../delivery/deliver.ts';
import type { Outcome } from '../delivery/envelope.ts';
import type { Sockets } from '../delivery/sockets.ts';
import type { Channel, Fields, Person } from '../world/shapes.ts';
import { findChannel, findPerson, type Workspace } from '../world/workspace.ts';

/** What the control calls are given. */
export interface Door {
  workspace: Workspace;
  kernel: Kernel;
  deliveries: Deliveries;
  sockets: Sockets;
}

/** A control call that is not possible: the caller's mistake, with its error code. */
export class DoorRefusal extends Error {
  readonly status: 400 | 404 | 409;
  constructor(error: string, status: 400 | 404 | 409 = 400) {
    super(error);
    this.name = 'DoorRefusal';
    this.status = status;
  }
}

/** Registers `POST /_control/<name>` with a checked JSON body; the answer is JSON with `ok`. */
export function post<T>(
  { kernel }: Door,
  name: string,
  { body, run }: { body: z.ZodType<T>; run: (asked: T) => Fields | Promise<Fields> },
): void {
  kernel.app.post(`/_control/${name}`, (c) =>
    answering(c, async () => {
      const asked = body.safeParse(await c.req.json().catch(() => undefined));
      if (!asked.success) throw new DoorRefusal(z.prettifyError(asked.error));
      return run(asked.data);
    }),
  );
}

/** Registers `GET /_control/<path>`. */
export function get({ kernel }: Door, path: string, run: (c: Context) => Fields | Promise<Fields>): void {
  kernel.app.get(`/_control/${path}`, (c) => answering(c, async () => run(c)));
}

async function answering(c: Context, run: () => Promise<Fields>): Promise<Response> {
  try {
    return c.json({ ok: true, ...(await run()) });
  } catch (error) {
    if (error instanceof DoorRefusal) return c.json({ ok: false, error: error.message }, error.status);
    throw error;
  }
}

/** The person a call names. Refuses with `user_not_found`. */
export function personOf(door: Door, idOrName: string): Person {
  const person = findPerson(door.workspace, idOrName);
  if (person === undefined) throw new DoorRefusal('user_not_found', 404);
  return person;
}

/** The channel a call names. Refuses with `channel_not_found`. */
export function channelOf(door: Door, idOrName: string): Channel {
  const channel = findChannel(door.workspace, idOrName);
  if (channel === undefined) throw new DoorRefusal('channel_not_found', 404);
  return channel;
}

/**
 * The error that Slack's client shows when the app did not acknowledge: `operation_timeout` when the app got the
 * request and did not answer in time, `dispatch_failed` when it could not be reached or answered with an error.
 */
export function failureOf(outcome: Outcome): string | undefined {
  if (outcome.kind === 'acked') return undefined;
  const late = outcome.kind === 'failed' && ['timeout', 'http_timeout'].includes(outcome.reason);
  return late ? 'operation_timeout' : 'dispatch_failed';
}
