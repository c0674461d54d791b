import type { OperationState } from './operation.ts';
import type { Run } from './run.ts';

/** A release under way, as far as it says which run may publish for it. */
export interface Bound {
  operation: string;
  version: string;
  state: OperationState['is'];
  /** The run that holds its claim, while that is not revoked. */
  run: number | null;
  commit: string;
  workflow: string;
  /** Why the journal does not allow the release to write; null when it does. */
  tampering: string | null;
}

export type DeploymentAnswer =
  | { is: 'approved'; operation: string; why: string }
  | { is: 'rejected'; operation: string | null; why: string }
  /** A person decides about the release first. */
  | { is: 'later'; operation: string };

/** Whether a run that waits for Navi may publish: exactly the one that is bound to the claim of a release that runs. Pure. */
export function answerFor(run: Run, releases: readonly Bound[]): DeploymentAnswer {
  const bound = releases.find((one) => one.run === run.id);
  if (bound === undefined)
    return {
      is: 'rejected',
      operation: null,
      why: 'No release that Navi has under way is bound to this run.',
    };
  const { operation, version } = bound;
  const rejected = (why: string) => ({ is: 'rejected' as const, operation, why: `${why} (${operation}).` });
  if (bound.tampering !== null) return rejected('The journal does not hold the approval of this release');
  if (run.commit !== bound.commit) return rejected('The run is not of the approved commit');
  if (run.path !== bound.workflow) return rejected('The run is not of the approved workflow');
  if (bound.state === 'stopped') return { is: 'later', operation };
  if (bound.state !== 'running') return rejected('The release of this run is not under way');
  return { is: 'approved', operation, why: `Bound to the release of v${version} (${operation}).` };
}
