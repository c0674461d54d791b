import { z } from 'zod';

/** The account's settings of a granular token. */
export const TokenOrder = z.object({
  user: z.string(),
  /** ISO; null: it never ends. Without it, it stays unchanged. */
  expiry: z.iso.datetime().nullable().optional(),
  revoked: z.boolean().optional(),
  /** Whether npmjs lets it list the account's tokens. */
  lists: z.boolean().optional(),
});
type TokenOrder = z.infer<typeof TokenOrder>;

export interface Granular {
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
  /** False for a token that has ended or was revoked; tokens of other kinds are unknown here. */
  isDead(token: string): boolean;
  all(): readonly Granular[];
  /** False for a user without a token. */
  change(order: TokenOrder): boolean;
  reset(): void;
}

/** The longest lifetime that npmjs gives a token that may write. */
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
