import type { Context } from 'hono';
import { z } from 'zod';
import { createKernel, type Kernel } from '../kernel/kernel.ts';
import { createWorldClock, type WorldClock } from '../kernel/world-clock.ts';
import type { TrafficSource } from '../visitors/traffic.ts';
import { listEvents, listStats } from './events.ts';
import { SentryError } from './params.ts';
import type { Place } from './place.ts';
import { ORGANIZATION, PROJECT } from './rows.ts';
import { listOutcomes, listSessions } from './sessions.ts';

export interface SentryOptions {
  source: TrafficSource;
  /** The token that is taken. */
  token: string;
  /** 0, the default, picks a free one. */
  port?: number;
  /** The world's time; default: a clock of its own. */
  clock?: WorldClock;
}

export interface SimulatedSentry {
  url: string;
  close(): Promise<void>;
}

/**
 * A simulated Sentry: `events/`, `events-stats/`, `sessions/` and `stats_v2/` of one organization with one project, to
 * which the visitors' scripts report. Pace: `sentryLagSeconds` (10), `sentrySampleRate` (1, of loads),
 * `sentryDropsAbove` (0; errors a minute that spike protection lets through), `sentryRateLimit` (40 calls a second and
 * endpoint). `POST /_control/token {scopes}` is the settings page of the token.
 */
export async function startSentry(options: SentryOptions): Promise<SimulatedSentry> {
  const { source, token, clock = createWorldClock() } = options;
  const { now } = clock;
  const pace = { sentryLagSeconds: 10, sentrySampleRate: 1, sentryDropsAbove: 0, sentryRateLimit: 40 };
  const rights = { scopes: SCOPES };
  const place: Place = {
    now,
    lagMs: () => pace.sentryLagSeconds * 1000,
    sampling: () => ({
      traffic: source.traffic,
      sampleRate: pace.sentrySampleRate,
      dropsAbove: pace.sentryDropsAbove,
    }),
  };
  const limits = createLimits(now, () => pace.sentryRateLimit);
  const kernel = createKernel({
    name: 'sentry',
    clock,
    pace,
    renderUnbuilt: (what) => refusal(405, what),
    renderError: ({ error }, status) =>
      refusal(status, error ?? (status === 429 ? TOO_OFTEN(1) : 'Internal Error')),
    state: () => ({ organization: ORGANIZATION, project: PROJECT, scopes: rights.scopes }),
    reset: () => {
      rights.scopes = SCOPES;
    },
  });
  const call = (name: string, path: string, answer: (place: Place, c: Context) => Response) =>
    kernel.route(name, 'GET', `/api/0/organizations/:organization/${path}/`, async (c) => {
      const limit = limits.take(name);
      const answered = limit.isOver ? refusal(429, TOO_OFTEN(limit.most)) : await guarded(c, answer);
      for (const [header, value] of Object.entries(limit.headers)) answered.headers.set(header, value);
      return answered;
    });
  const guarded = async (c: Context, answer: (place: Place, c: Context) => Response) => {
    try {
      identify(c, token, rights.scopes);
      await source.caughtUp();
      return answer(place, c);
    } catch (error) {
      if (error instanceof SentryError) return refusal(error.status, error.message);
      throw error;
    }
  };
  call('events.list', 'events', listEvents);
  call('events.stats', 'events-stats', listStats);
  call('sessions.list', 'sessions', listSessions);
  call('outcomes.list', 'stats_v2', listOutcomes);
  addControl(kernel, rights);
  const listening = await kernel.listen(options.port);
  return { url: listening.url, close: listening.close };
}

const SCOPES = ['org:read', 'project:read', 'event:read'];
const TokenOrder = z.object({ scopes: z.array(z.string()) });

function addControl(kernel: Kernel, rights: { scopes: string[] }): void {
  kernel.app.post('/_control/token', async (c) => {
    const asked = TokenOrder.safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json({ ok: false, error: z.prettifyError(asked.error) }, 400);
    rights.scopes = asked.data.scopes;
    return c.json({ ok: true });
  });
}

/** An organization token carries rights for releases only (`org:ci`): it is known, and may not read. */
function identify(c: Context, token: string, scopes: readonly string[]): void {
  const given = c.req.header('authorization');
  if (given === undefined) throw new SentryError(401, 'Authentication credentials were not provided.');
  if (given !== `Bearer ${token}`) throw new SentryError(401, 'Invalid token');
  if (c.req.param('organization') !== ORGANIZATION)
    throw new SentryError(404, 'The requested resource does not exist');
  if (!scopes.includes('org:read'))
    throw new SentryError(403, 'You do not have permission to perform this action.');
  for (const project of c.req.queries('project') ?? []) {
    if (!/^-?\d+$/.test(project))
      throw new SentryError(400, 'Invalid project parameter. Values must be numbers.');
    if (project !== PROJECT.id && project !== '-1')
      throw new SentryError(403, 'You do not have permission to perform this action.');
  }
}

function refusal(status: number, detail: string): Response {
  return Response.json({ detail }, { status });
}

const TOO_OFTEN = (most: number) =>
  `You are attempting to use this endpoint too frequently. Limit is ${most} requests in 1 seconds`;

const WINDOW_MS = 1000;
const CONCURRENT = 25;

/** Calls of each endpoint in the second that is now. */
function createLimits(now: () => number, most: () => number) {
  const windows = new Map<string, { window: number; used: number }>();
  return {
    take: (endpoint: string) => {
      const window = Math.floor(now() / WINDOW_MS);
      const before = windows.get(endpoint);
      const used = (before?.window === window ? before.used : 0) + 1;
      windows.set(endpoint, { window, used });
      const headers = {
        'x-sentry-rate-limit-limit': String(most()),
        'x-sentry-rate-limit-remaining': String(Math.max(0, most() - used)),
        'x-sentry-rate-limit-reset': String(window + 1),
        'x-sentry-rate-limit-concurrentlimit': String(CONCURRENT),
        'x-sentry-rate-limit-concurrentremaining': String(CONCURRENT - 1),
      };
      return { isOver: used > most(), most: most(), headers };
    },
  };
}
