import type { Context } from 'hono';
import { type Claims, readIdToken } from './id-token.ts';
import { type Place, packageOf } from './place.ts';
import { bearerOf, type TrustedPublisher } from './trust.ts';

/**
 * `POST /-/npm/v1/oidc/token/exchange/package/<package>`: the call by which npm's client turns a job's identity token
 * into a token that publishes this one package (npm/cli `lib/utils/oidc.js`). Every mismatch gets the same answer, as
 * on npmjs (npm/cli#8678, npm/cli#9969): it does not say what is wrong.
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

/**
 * Every field must match exactly, and the job must run on GitHub's own machines (docs.npmjs.com/trusted-publishers).
 */
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
