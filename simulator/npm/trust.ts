import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { z } from 'zod';
import { type Claims, readIdToken } from './id-token.ts';
import { type Place, packageOf } from './place.ts';

/** A package's trusted publisher, as its settings page has it; a package has one at most. */
export const TrustedPublisher = z.object({
  package: z.string(),
  /** `owner/name` */
  repository: z.string(),
  /** The file's name without its folder. */
  workflow: z.string(),
  /** Null where the settings name none: then a job in an environment is another publisher. */
  environment: z.string().nullable().default(null),
  /** What it may do, beside staging. */
  mayPublish: z.boolean().default(true),
});
export type TrustedPublisher = z.infer<typeof TrustedPublisher>;

/** Who is trusted, and the short-lived tokens that were given for it. */
export interface Trust {
  set(publisher: TrustedPublisher): void;
  of(name: string): TrustedPublisher | undefined;
  /** A token that publishes this package for an hour. */
  mint(publisher: TrustedPublisher): { token: string; expires: string };
  /** What a bearer token publishes; undefined for a token of another kind. */
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

/**
 * `POST /-/npm/v1/oidc/token/exchange/package/<package>`: the call by which npm's client turns a job's identity token
 * into a token that publishes this one package (npm/cli `lib/utils/oidc.js`). Whatever does not match is answered with
 * the same words, as npmjs does (npm/cli#8678, npm/cli#9969): they do not tell what is wrong.
 */
export async function exchange(place: Place, c: Context): Promise<Response> {
  const name = packageOf(c);
  const token = bearerOf(c) ?? '';
  const audience = `npm:${new URL(place.url()).hostname}`;
  const claims = await readIdToken(token, { issuer: place.issuer(), audience, now: place.now() });
  if (claims === undefined) return refused(401, 'invalid token');
  const publisher = place.trust.of(name);
  const exists = (await place.upstream.packument(name)) !== undefined;
  if (!exists || publisher === undefined || !matches(publisher, claims))
    return refused(404, 'package not found');
  return c.json(
    { token_type: 'oidc', ...place.trust.mint(publisher), created: new Date(place.now()).toISOString() },
    201,
  );
}

/** Every field as it is written, and only from GitHub's own machines (docs.npmjs.com/trusted-publishers). */
function matches({ repository, workflow, environment }: TrustedPublisher, claims: Claims): boolean {
  return (
    claims.runner_environment === 'github-hosted' &&
    claims.repository === repository &&
    claims.workflow_ref.startsWith(`${repository}/.github/workflows/${workflow}@`) &&
    (claims.environment ?? null) === environment
  );
}

function refused(status: number, why: string): Response {
  return Response.json({ message: `OIDC token exchange error - ${why}` }, { status });
}

export function bearerOf(c: Context): string | undefined {
  return /^bearer +(?<token>\S+)$/i.exec(c.req.header('authorization') ?? '')?.groups?.['token'];
}
