import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { App } from '../../dispatch/app.ts';
import type { Buckets } from '../../dispatch/bucket.ts';
import type { Caller } from '../../domain/person.ts';
import { isZone } from '../../domain/zone.ts';
import { terminalAnswer } from '../terminal/answer.ts';
import { admit } from './admit.ts';
import type { Door } from './door.ts';
import { type FindPeer, heardFrom, type Peer } from './peer.ts';

const BODY_BYTES = 64 * 1024;

const Screen = z.object({
  colour: z.boolean(),
  timezone: z.string().max(100).refine(isZone).optional().catch(undefined),
  columns: z.int().min(1).max(10_000).optional().catch(undefined),
});

const CommandRequest = z.object({
  words: z.string().max(4000),
  /** The name that the caller states; only ever a name in the journal. */
  claimed: z.string().max(100).optional(),
  /** The answer then has a text for it. */
  screen: Screen.optional(),
});

export interface CommandsOptions {
  app: App;
  allowedHosts: readonly string[];
  findPeer: FindPeer;
  /** The budget of each peer before it has proven anything. Requests from this machine use none of it. */
  peers: Buckets;
}

/** `POST /commands`: the CLI's words, with or without a token that proves the caller. */
export function addCommands(routes: Door, { app, allowedHosts, findPeer, peers }: CommandsOptions): void {
  routes.post('/commands', admit(allowedHosts), bodyLimit({ maxSize: BODY_BYTES }), async (c) => {
    const peer = findPeer(heardFrom(c.env.incoming));
    const waitMs = peer.isLocal ? 0 : peers.take(peer.budget);
    if (waitMs > 0) return c.json({ error: `too many requests: try again in ${secondsOf(waitMs)} s` }, 429);
    const asked = CommandRequest.safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json({ error: z.prettifyError(asked.error) }, 400);
    const token = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    if (token !== undefined && peer.isExposed) return c.json(EXPOSED, 403);
    const { words, claimed, screen } = asked.data;
    let problem: string | null = null;
    const { answer, newName } = app.ask({
      words,
      who: async () => {
        const proof = await app.proveTerminal(token);
        if (proof.is === 'person') peers.refund(peer.budget);
        else problem = proof.problem;
        return proof.is === 'person' ? proof.caller : withoutProof(peer, claimed ?? 'nobody');
      },
      place: { is: 'terminal', peer: peer.address },
    });
    const message = await answer;
    const notice = [newName, problem].filter((one) => one !== null).join(' ') || null;
    return c.json({ ...terminalAnswer(message, screen), notice });
  });
}

const EXPOSED = {
  error:
    'a token was sent over plain http from another machine, so others may have read it: nothing was done. Revoke it with /navi tokens revoke in Slack, and use the https address (docs/web-door.md)',
};

/** Without a token a caller on this machine is unproven, and any other has no access. */
function withoutProof({ address, isLocal }: Peer, claimed: string): Caller {
  return isLocal ? { is: 'unproven', claimed } : { is: 'stranger', account: address, why: 'no-token' };
}

function secondsOf(ms: number): number {
  return Math.ceil(ms / 1_000);
}
