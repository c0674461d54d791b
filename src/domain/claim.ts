/** The version of the claim's file and rules. A workflow states in its `env` which one it uses. */
export const CLAIM_PROTOCOL = 1;

/** One npm package that the run may publish. `access` is absent where the package keeps its current access on npm. */
export interface ClaimedPackage {
  name: string;
  version: string;
  access?: 'public' | 'restricted' | undefined;
}

/** What was approved, as far as the workflow run needs it. */
export interface ApprovedRun {
  operation: string;
  planHash: string;
  version: string;
  commit: string;
  workflow: { path: string; blob: string };
  /** In release order. */
  packages: readonly ClaimedPackage[];
}

/** A run's description of itself when it binds the claim. `workflow` is its file. */
export interface BoundRun {
  id: number;
  attempt: number;
  ref: string;
  headSha: string;
  workflow: { path: string; blob: string };
}

/**
 * The content of `claim.json`. *Open*: no run has bound it. *Bound*: only this run may write. *Revoked*: no run may
 * write; `run` is the one that was bound before.
 */
export type Claim =
  | { state: 'open'; approved: ApprovedRun }
  | { state: 'bound'; approved: ApprovedRun; run: BoundRun }
  | { state: 'revoked'; operation: string; reason: string; run: number | null };

/**
 * The newest commit of a claim's chain, or an old claim: a tag object that names its run, from before the protocol.
 * `parent` is the commit before it in the chain. The next commit has `sha` as its parent.
 */
export type ClaimHead =
  | { sha: string; parent: string | null; claim: Claim }
  | { sha: string; parent: null; claim: { state: 'old'; run: number } };

/** The run in a claim; null when it is open, or was revoked before a run was bound. */
export function runOfClaim(claim: ClaimHead['claim']): number | null {
  switch (claim.state) {
    case 'open':
      return null;
    case 'bound':
      return claim.run.id;
    case 'revoked':
    case 'old':
      return claim.run;
  }
}

/** The run that may write: the bound one. An open or revoked claim allows none. */
export function holderOf(claim: ClaimHead['claim']): number | null {
  return claim.state === 'bound' || claim.state === 'old' ? runOfClaim(claim) : null;
}
