import { createHash } from 'node:crypto';
import { type Claim, type ClaimHead, runOfClaim } from '../../../src/domain/claim.ts';
import type { Scm } from '../../../src/ports/scm.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import type { DispatchedRun } from './scm-runs.ts';

type ClaimCalls = Pick<Scm, 'claim' | 'openClaim' | 'bindClaim' | 'revokeClaim' | 'createOldClaim'>;

export interface FakeClaims extends ClaimCalls {
  /** The newest commit of each chain, by operation. */
  claims: Map<string, ClaimHead>;
  /** What `navi ci claim` does in a run: whether the run has the claim afterwards. */
  claimFor(run: DispatchedRun): boolean;
}

/** The claims of a repository in memory, with git's rule: a ref moves to a child of what it is at, and nowhere else. */
export function createFakeClaims(): FakeClaims {
  const claims = new Map<string, ClaimHead>();
  const put = (operation: string, onto: string | null, claim: Claim, date = '') => {
    const sha = createHash('sha1')
      .update(JSON.stringify([operation, onto, claim, date]))
      .digest('hex');
    const at = claims.get(operation)?.sha ?? null;
    if (at === sha && onto !== null) return { sha };
    if (at !== onto)
      throw conflict(onto === null ? 'Reference already exists' : 'Update is not a fast forward');
    claims.set(operation, { sha, parent: onto, claim });
    return { sha };
  };
  const putOld = (operation: string, { run, commit }: { run: number; commit: string }) => {
    if (claims.has(operation)) throw conflict('Reference already exists');
    claims.set(operation, { sha: commit, parent: null, claim: { state: 'old', run } });
  };
  return {
    claims,
    claim: async (operation) => claims.get(operation),
    openClaim: async ({ approved, onto, date }) =>
      put(approved.operation, onto, { state: 'open', approved }, date),
    bindClaim: async ({ open, approved, run }) =>
      put(approved.operation, open, { state: 'bound', approved, run }),
    revokeClaim: async ({ operation, reason }) => {
      const head = claims.get(operation);
      const run = head === undefined ? null : runOfClaim(head.claim);
      if (head?.claim.state !== 'revoked')
        put(operation, head?.sha ?? null, { state: 'revoked', operation, reason, run });
      return { run };
    },
    createOldClaim: async ({ operation, ...by }) => {
      putOld(operation, by);
      return {};
    },
    claimFor: (run) => {
      const { operation = '', claim: open } = run.inputs;
      const head = claims.get(operation);
      if (open === undefined) {
        if (head === undefined) putOld(operation, { run: run.id, commit: run.commit });
        return head === undefined || (head.claim.state === 'old' && head.claim.run === run.id);
      }
      if (head?.claim.state === 'bound') return head.claim.run.id === run.id;
      if (head?.claim.state !== 'open' || head.sha !== open) return false;
      const { approved } = head.claim;
      const { id, attempt, commit: headSha } = run;
      const ref = `refs/tags/v${approved.version}`;
      put(operation, open, {
        state: 'bound',
        approved,
        run: { id, attempt, ref, headSha, workflow: approved.workflow },
      });
      return true;
    },
  };
}

function conflict(problem: string): ServiceError {
  return new ServiceError({ service: 'github', call: 'claim', kind: 'conflict', problem, status: 422 });
}
