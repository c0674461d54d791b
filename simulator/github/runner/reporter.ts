import type { EnvironmentSetting } from '../options.ts';
import type { JobRecord, RunRecord } from '../records.ts';

/** What the runner reports: each call is a webhook, or only a change of the records. */
export interface Reporter {
  run(run: RunRecord, action: 'requested' | 'in_progress' | 'completed'): void;
  job(run: RunRecord, job: JobRecord, action: 'queued' | 'waiting' | 'in_progress' | 'completed'): void;
  /** Asks the Apps that protect the environment whether the run may continue. */
  protection(run: RunRecord, environment: EnvironmentSetting): void;
  changed(run: RunRecord): void;
}
