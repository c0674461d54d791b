import { type ApprovedRun, type ClaimHead, holderOf } from './claim.ts';
import type { OperationState } from './operation.ts';
import type { Run } from './run.ts';
import { watchedDifferences } from './run-differences.ts';

/** An open release, as far as it decides which run may publish for it. */
export interface OpenRelease {
  operation: string;
  state: OperationState['is'];
  approved: ApprovedRun;
  /** The newest commit of its claim's chain. */
  head: ClaimHead | undefined;
  /** Why the journal does not allow the release to write; null when it does. */
  tampering: string | null;
}

export type DeploymentAnswer =
  | { is: 'approved'; operation: string; why: string }
  | { is: 'rejected'; operation: string | null; why: string }
  /** A person must decide about the release first. */
  | { is: 'later'; operation: string };

/** Whether a run that waits for Navi may publish: exactly the one that is bound to the claim of a release that runs. Pure. */
export function answerFor(run: Run, releases: readonly OpenRelease[]): DeploymentAnswer {
  const bound = releases.find(({ head }) => head !== undefined && holderOf(head.claim) === run.id);
  if (bound === undefined)
    return {
      is: 'rejected',
      operation: null,
      why: 'No running release of Navi is bound to this run.',
    };
  const { operation, approved, head, state, tampering } = bound;
  const rejected = (why: string) => ({ is: 'rejected' as const, operation, why: `${why} (${operation}).` });
  if (tampering !== null) return rejected('The journal does not hold the approval of this release');
  const differences = watchedDifferences(approved, { run, head });
  if (differences.length > 0) return rejected(`The run is not the approved one: ${differences.join('; ')}`);
  if (state === 'stopped') return { is: 'later', operation };
  if (state !== 'running') return rejected('The release of this run is not running');
  return { is: 'approved', operation, why: `Bound to the release of v${approved.version} (${operation}).` };
}
