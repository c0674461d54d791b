import type { Hono } from 'hono';
import { z } from 'zod';
import type { WorldClock } from './world-clock.ts';
import { MoveRequest, targetOf } from './world-time.ts';

const REFUSED = {
  backwards:
    'the world is past that time already, and its clock does not go back: records, generations, tokens and journals would be from the future. POST /_control/reset starts again at the time of this machine',
  'not-whole':
    'a service of this world is a real one (--without): it would not follow, so the clock of this world is not moved',
  'too-far': 'that is more than 20 years ahead of this machine',
};

/**
 * The world's time under `/_control/clock`, the same at every service of a world: `GET` it, `POST {advance}` or `{to}`.
 * `GET ?after=<count>` is held until there was another move: so Navi follows.
 */
export function addClockDoor(app: Hono, clock: WorldClock): void {
  const answer = () => {
    const { now, machine, count, moves } = clock.reading();
    return {
      ok: true,
      now: iso(now),
      machine: iso(machine),
      aheadMs: now - machine,
      count,
      moves: moves.map(({ from, to }) => ({ from: iso(from), to: iso(to) })),
    };
  };

  app.get('/_control/clock', async (c) => {
    const after = z.coerce.number().int().nonnegative().safeParse(c.req.query('after'));
    if (after.success) await clock.nextMove(after.data, c.req.raw.signal);
    return c.json(answer());
  });
  app.post('/_control/clock', async (c) => {
    const asked = MoveRequest.safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json({ ok: false, error: z.prettifyError(asked.error) }, 400);
    const target = targetOf(asked.data);
    if (typeof target !== 'function') return c.json({ ok: false, error: target.problem }, 400);
    const moved = await clock.move(target);
    if (moved !== 'moved') return c.json({ ...answer(), ok: false, error: REFUSED[moved] }, 409);
    return c.json(answer());
  });
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
