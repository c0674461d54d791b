import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';

/** The claims of GitHub's identity token that npmjs reads (docs.github.com "OpenID Connect reference"). */
const Claims = z.object({
  iss: z.string(),
  aud: z.string(),
  exp: z.number(),
  repository: z.string(),
  /** `owner/name/.github/workflows/release.yml@refs/tags/v1.2.0` */
  workflow_ref: z.string(),
  environment: z.string().optional(),
  runner_environment: z.string(),
});
export type Claims = z.infer<typeof Claims>;

const Header = z.object({ alg: z.literal('RS256'), kid: z.string() });
const Keys = z.object({ keys: z.array(z.looseObject({ kid: z.string(), kty: z.string() })) });

interface Expected {
  /** The issuer's address; its keys are at `/.well-known/jwks`. */
  issuer: string;
  audience: string;
  /** Milliseconds since the epoch. */
  now: number;
}

/** The claims of a token that this issuer signed for this audience; undefined for any other text. */
export async function readIdToken(
  token: string,
  { issuer, audience, now }: Expected,
): Promise<Claims | undefined> {
  const [head = '', body = '', signature = ''] = token.split('.');
  const header = Header.safeParse(decoded(head)).data;
  const claims = Claims.safeParse(decoded(body)).data;
  if (header === undefined || claims === undefined) return undefined;
  if (claims.iss !== issuer || claims.aud !== audience || claims.exp * 1000 < now) return undefined;
  const answer = await fetch(`${issuer}/.well-known/jwks`, { signal: AbortSignal.timeout(10_000) });
  const key = Keys.parse(await answer.json()).keys.find((one) => one.kid === header.kid);
  if (key === undefined) return undefined;
  const publicKey = createPublicKey({ key, format: 'jwk' });
  const isTheirs = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    publicKey,
    Buffer.from(signature, 'base64url'),
  );
  return isTheirs ? claims : undefined;
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
