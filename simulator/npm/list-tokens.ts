import type { Context } from 'hono';
import { type Place, refuse } from './place.ts';
import type { Granular } from './tokens.ts';
import { bearerOf } from './trust.ts';

const PAGE = 10;

/** `GET /-/npm/v1/tokens`: the caller's own tokens, shortened, by pages (npm/cli `lib/commands/token.js`, npm/cli#9443). */
export async function listTokens(place: Place, c: Context): Promise<Response> {
  const user = await place.upstream.userOf(c);
  if (user === undefined) return refuse(401, 'Unauthorized');
  const caller = place.tokens.all().find((one) => one.token === bearerOf(c));
  if (caller?.lists !== true) return refuse(403, 'Forbidden');
  const mine = place.tokens.all().filter((one) => one.user === user && !place.tokens.isDead(one.token));
  const page = Number(c.req.query('page') ?? '0');
  const more = mine.length > (page + 1) * PAGE;
  return c.json({
    objects: mine.slice(page * PAGE, (page + 1) * PAGE).map(shown),
    total: mine.length,
    urls: more ? { next: `/-/npm/v1/tokens?page=${page + 1}` } : {},
  });
}

function shown({ user, token, created, expiry, revoked }: Granular) {
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    name: user,
    key: `key-of-${user}`,
    token: `${token.slice(0, 8)}...${token.slice(-4)}`,
    expiry: expiry === null ? null : iso(expiry),
    cidr: [],
    bypass_2fa: true,
    revoked: revoked ? iso(created) : null,
    created: iso(created),
  };
}
