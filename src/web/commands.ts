import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { Desk } from '../dispatch/desk.ts';
import type { Caller } from '../domain/person.ts';
import type { Door } from './door.ts';
import { exitCodeOf, explainedIn } from './explained.ts';

const BODY_BYTES = 64 * 1024;

const CommandRequest = z.object({
  words: z.string().max(4000),
  /** Who the caller says they are; only ever a name in the journal. */
  claimed: z.string().max(100).optional(),
});

/** `POST /commands`: the CLI's words, its caller proven by a GitHub token or not at all (DESIGN §4.1). */
export function addCommands(app: Door, desk: Desk): void {
  app.post('/commands', bodyLimit({ maxSize: BODY_BYTES }), async (c) => {
    const asked = CommandRequest.safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json({ error: z.prettifyError(asked.error) }, 400);
    const token = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    const { words, claimed } = asked.data;
    const { answer } = desk.ask({
      words,
      who: async () => withClaim(await desk.callerFromToken(token), claimed),
      place: { is: 'terminal' },
    });
    const message = await answer;
    return c.json({ message, exit: exitCodeOf(message), explained: explainedIn(message) });
  });
}

function withClaim(caller: Caller, claimed: string | undefined): Caller {
  return caller.is === 'unproven' && claimed !== undefined ? { ...caller, claimed } : caller;
}
