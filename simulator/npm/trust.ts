import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { z } from 'zod';

/** A package's trusted publisher, as its settings page has it; a package has one at most. */
export const TrustedPublisher = z.object({
  package: z.string(),
  /** `owner/name` */
  repository: z.string(),
  /** The file's name without its folder. */
  workflow: z.string(),
  /** Null where the settings name none: then a job in an environment is another publisher. */
  environment: z.string().nullable().default(null),
  /** What it may do, besides staging. */
  mayPublish: z.boolean().default(true),
});
export type TrustedPublisher = z.infer<typeof TrustedPublisher>;

/** Trusted publishers, and the short-lived tokens that they were given. */
export interface Trust {
  set(publisher: TrustedPublisher): void;
  of(name: string): TrustedPublisher | undefined;
  /** A token that publishes this package for an hour. */
  mint(publisher: TrustedPublisher): { token: string; expires: string };
  /** The package that a bearer token may publish; undefined for a token of another kind. */
  publisherOf(token: string | undefined): TrustedPublisher | undefined;
  clear(): void;
}

export const TRUSTED_TOKEN = 'npm_oidc_';
const LIFETIME_MS = 3_600_000;

export function createTrust(beginning: readonly TrustedPublisher[], now: () => number): Trust {
  const publishers = new Map<string, TrustedPublisher>();
  const minted = new Map<string, { publisher: TrustedPublisher; until: number }>();
  const set = (publisher: TrustedPublisher) => void publishers.set(publisher.package, publisher);
  const clear = () => {
    publishers.clear();
    for (const publisher of beginning) set(publisher);
  };
  clear();
  return {
    set,
    clear,
    of: (name) => publishers.get(name),
    mint: (publisher) => {
      const token = `${TRUSTED_TOKEN}${randomUUID()}`;
      const until = now() + LIFETIME_MS;
      minted.set(token, { publisher, until });
      return { token, expires: new Date(until).toISOString() };
    },
    publisherOf: (token = '') => {
      const found = minted.get(token);
      return found !== undefined && found.until > now() ? found.publisher : undefined;
    },
  };
}

export function bearerOf(c: Context): string | undefined {
  return /^bearer +(?<token>\S+)$/i.exec(c.req.header('authorization') ?? '')?.groups?.['token'];
}
