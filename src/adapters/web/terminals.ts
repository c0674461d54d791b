import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { App } from '../../dispatch/app.ts';
import type { Buckets } from '../../dispatch/bucket.ts';
import { admit } from './admit.ts';
import type { Door } from './door.ts';
import { type FindPeer, heardFrom } from './peer.ts';

const BODY_BYTES = 4 * 1024;

const PairingRequest = z.object({ machine: z.string().min(1).max(100) });
const TokenRequest = z.object({ secret: z.string().min(20).max(100) });

export interface TerminalsOptions {
  app: App;
  allowedHosts: readonly string[];
  findPeer: FindPeer;
  peers: Buckets;
}

/**
 * `POST /terminals` starts a pairing and returns its code; `POST /terminals/token` is polled until the code was
 * confirmed in Slack, and returns the token once.
 */
export function addTerminals(routes: Door, { app, allowedHosts, findPeer, peers }: TerminalsOptions): void {
  // Hono's pattern takes /terminals itself too.
  routes.use('/terminals/*', admit(allowedHosts), bodyLimit({ maxSize: BODY_BYTES }));
  routes.post('/terminals', async (c) => {
    const peer = findPeer(heardFrom(c.env.incoming));
    if (!peer.isLocal && peers.take(peer.budget) > 0) return c.json(TOO_MANY, 429);
    if (peer.isExposed) return c.json(EXPOSED, 403);
    const asked = PairingRequest.safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json({ error: z.prettifyError(asked.error) }, 400);
    const begun = await app.terminals.begin({ peer: peer.address, machine: asked.data.machine });
    return begun.is === 'too-many' ? c.json(TOO_MANY, 429) : c.json(begun);
  });
  routes.post('/terminals/token', async (c) => {
    const peer = findPeer(heardFrom(c.env.incoming));
    if (!peer.isLocal && peers.take(peer.budget) > 0) return c.json(TOO_MANY, 429);
    if (peer.isExposed) return c.json(EXPOSED, 403);
    const asked = TokenRequest.safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json({ error: z.prettifyError(asked.error) }, 400);
    const answer = await app.terminals.take({ peer: peer.address, secret: asked.data.secret });
    if (answer.is !== 'gone') peers.refund(peer.budget);
    return c.json(answer);
  });
}

const EXPOSED = { error: 'a token would go over plain http to another machine: ask at the https address' };
const TOO_MANY = { error: 'too many requests: try again in a minute' };
