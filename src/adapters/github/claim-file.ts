import { z } from 'zod';
import { CLAIM_PROTOCOL, type Claim } from '../../domain/claim.ts';

const Sha = z.string().regex(/^[0-9a-f]{40}$/);
const Text = z.string().min(1).max(300);
const Workflow = z.object({ path: Text, blob: Sha });
const Approved = z.object({
  protocol: z.literal(CLAIM_PROTOCOL),
  operation: Text,
  planHash: Text,
  version: Text,
  commit: Sha,
  workflow: Workflow,
  packages: z
    .array(z.object({ name: Text, version: Text, access: z.enum(['public', 'restricted']).optional() }))
    .max(1_000),
});
const RunId = z.number().int().positive();
const Bound = z.object({
  id: RunId,
  attempt: z.number().int().positive(),
  ref: Text,
  headSha: Sha,
  workflow: Workflow,
});

/** `claim.json`, flat: Navi and `navi ci` read it by this one schema. */
const ClaimFile = z.discriminatedUnion('state', [
  Approved.extend({ state: z.literal('open') }),
  Approved.extend({ state: z.literal('bound'), run: Bound }),
  z.object({
    protocol: z.literal(CLAIM_PROTOCOL),
    state: z.literal('revoked'),
    operation: Text,
    reason: z.string().max(1_000),
    run: RunId.nullable(),
  }),
]);

/** The claim in a file; undefined for any other text, and for a protocol that this version does not know. */
export function parseClaim(text: string): Claim | undefined {
  const read = ClaimFile.safeParse(parseJson(text));
  if (!read.success) return undefined;
  if (read.data.state === 'revoked') {
    const { protocol, ...claim } = read.data;
    return claim;
  }
  const { operation, planHash, version, commit, workflow, packages } = read.data;
  const approved = { operation, planHash, version, commit, workflow, packages };
  if (read.data.state === 'open') return { state: 'open', approved };
  return { state: 'bound', approved, run: read.data.run };
}

/** The text of the file: a pure function of the claim. */
export function renderClaim(claim: Claim): string {
  const flat = claim.state === 'revoked' ? claim : flatten(claim);
  return `${JSON.stringify({ protocol: CLAIM_PROTOCOL, ...flat }, null, 2)}\n`;
}

function flatten({ state, approved, ...rest }: Exclude<Claim, { state: 'revoked' }>): object {
  const { operation, planHash, version, commit, workflow, packages } = approved;
  const { path, blob } = workflow;
  return {
    state,
    operation,
    planHash,
    version,
    commit,
    workflow: { path, blob },
    packages: packages.map(({ name, version, access }) => ({ name, version, access })),
    ...rest,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
