import type { RunRecord } from '../records.ts';
import type { Need } from './workflow/need.ts';

/** What a canned job is given about its run. */
export interface CannedContext {
  run: Pick<RunRecord, 'id' | 'attempt' | 'number' | 'title' | 'event' | 'ref' | 'sha' | 'inputs'>;
  needs: Record<string, Need>;
  vars: Record<string, string>;
  secrets: Record<string, string>;
  /** The run's token and the API's address. */
  token: string;
  apiUrl: string;
  /** Aborted when the run is cancelled or the world closes. */
  signal: AbortSignal;
}

/**
 * Does a canned job's outward effects (upload, publish) and returns its conclusion and outputs. With this function a
 * canned run obeys the jobs' `if`; without it, every job whose needs succeeded runs.
 */
export type CannedJob = (
  job: { key: string; name: string },
  context: CannedContext,
) => Promise<{ conclusion: 'success' | 'failure'; outputs?: Record<string, string> }>;
