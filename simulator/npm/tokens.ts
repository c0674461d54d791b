import type { Context } from 'hono';
import { z } from 'zod';
import { type Place, refuse } from './place.ts';
import { bearerOf } from './trust.ts';

/** What the account's settings say of a granular token. */
export const TokenOrder = z.object({
  user: z.string(),
  /** ISO; null: it never ends. Left out, it stays as it is. */
  expiry: z.iso.datetime().nullable().optional(),
  revoked: z.boolean().optional(),
  /** Whether npmjs lets it list the account's tokens. */
  lists: z.boolean().optional(),
});
type TokenOrder = z.infer<typeof TokenOrder>;

interface Granular {
  user: string;
  token: string;
  created: number;
  /** Milliseconds since the epoch. */
  expiry: number | null;
  revoked: boolean;
  lists: boolean;
}

/** The granular tokens of the registry's users. */
export interface GranularTokens {
  /** False for one that has ended or was revoked; a token of another kind is not known here. */
  isDead(token: string): boolean;
  all(): readonly Granular[];
  /** False for a user who has none. */
  change(order: TokenOrder): boolean;
  reset(): void;
}

/** The longest that npmjs gives a token that may write. */
const LIFETIME_MS = 90 * 86_400_000;

export function createGranularTokens(
  byUser: Readonly<Record<string, string>>,
  now: () => number,
): GranularTokens {
  const fresh = () =>
    Object.entries(byUser).map(
      ([user, token]): Granular => ({
        user,
        token,
        created: now(),
        expiry: now() + LIFETIME_MS,
        revoked: false,
        lists: true,
      }),
    );
  let tokens = fresh();
  return {
    all: () => tokens,
    isDead: (token) => {
      const found = tokens.find((one) => one.token === token);
      return found !== undefined && (found.revoked || (found.expiry !== null && found.expiry <= now()));
    },
    change: ({ user, expiry, ...rest }) => {
      const found = tokens.find((one) => one.user === user);
      if (found === undefined) return false;
      Object.assign(found, rest);
      if (expiry !== undefined) found.expiry = expiry === null ? null : Date.parse(expiry);
      return true;
    },
    reset: () => {
      tokens = fresh();
    },
  };
}

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
