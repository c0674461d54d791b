import { createHmac, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { Context } from 'hono';
import { z } from 'zod';
import { keptIn } from '../kernel/keep.ts';
import { createKernel } from '../kernel/kernel.ts';
import { createWorldClock, type WorldClock } from '../kernel/world-clock.ts';

export interface PagerOptions {
  /** `whsec_` and the key in base64. */
  secret: string;
  /** The folder that stores what was received between starts. */
  dataDir?: string;
  /** 0, the default, picks a free one. */
  port?: number;
  /** The world's time; default: a clock of its own. */
  clock?: WorldClock;
}

export interface SimulatedPager {
  url: string;
  close(): Promise<void>;
}

/** The specification's own tolerance. */
const TOLERANCE_SECONDS = 5 * 60;
const MOST_KEPT = 200;

const Body = z.object({
  type: z.string(),
  timestamp: z.string(),
  data: z.object({ incident: z.string(), title: z.string(), text: z.string() }),
});
const Received = z.object({ id: z.string(), times: z.number(), at: z.string(), body: Body });
type Received = z.infer<typeof Received>;

/**
 * A simulated pager: `POST /page` takes signed webhooks as https://www.standardwebhooks.com says, each id once; a
 * signature of another key, or more than five minutes old, is refused with 401. `HEAD /page` answers 405, as a receiver
 * that knows only POST does.
 */
export async function startPager(options: PagerOptions): Promise<SimulatedPager> {
  const { secret, dataDir, clock = createWorldClock() } = options;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const kept = keptIn<unknown>(dataDir === undefined ? undefined : join(dataDir, 'pager.json'));
  let received: Received[] = z
    .array(Received)
    .catch([])
    .parse(kept.read() ?? []);
  const kernel = createKernel({
    name: 'pager',
    clock,
    pace: {},
    state: () => ({ received }),
    renderUnbuilt: (what) => Response.json({ error: what }, { status: 405 }),
    reset: () => {
      received = [];
      kept.write(received);
    },
  });

  async function take(c: Context): Promise<Response> {
    const [id = '', timestamp = '', signatures = ''] = ['id', 'timestamp', 'signature'].map((name) =>
      c.req.header(`webhook-${name}`),
    );
    const text = await c.req.text();
    const age = Math.abs(clock.now() / 1000 - Number(timestamp));
    if (!(age <= TOLERANCE_SECONDS)) return c.json({ error: 'the timestamp is too old or too new' }, 401);
    const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest();
    if (!signatures.split(' ').some((one) => isSame(one, expected)))
      return c.json({ error: 'no signature is of this body' }, 401);
    const body = Body.safeParse(JSON.parse(text));
    if (!body.success) return c.json({ error: z.prettifyError(body.error) }, 422);
    const known = received.find((one) => one.id === id);
    if (known === undefined)
      received = [
        ...received,
        { id, times: 1, at: new Date(clock.now()).toISOString(), body: body.data },
      ].slice(-MOST_KEPT);
    else known.times += 1;
    kept.write(received);
    return c.json({ ok: true }, 202);
  }

  kernel.route('page', 'POST', '/page', take);
  kernel.route('reach', 'GET', '/page', () => new Response('POST only', { status: 405 }));
  const listening = await kernel.listen(options.port);
  return { url: listening.url, close: listening.close };
}

function isSame(signature: string, expected: Buffer): boolean {
  const [version, encoded = ''] = signature.split(',', 2);
  const given = Buffer.from(encoded, 'base64');
  return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
}
