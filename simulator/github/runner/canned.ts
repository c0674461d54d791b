import { setTimeout as sleep } from 'node:timers/promises';
import type { RunRecord } from '../records.ts';
import type { Bench, StepResult } from './bench.ts';
import type { Need } from './workflow/contexts.ts';

/** What a canned job knows about its run. */
interface CannedContext {
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
 * Does a canned job's outward effects (upload, publish) and says how it ended, with the job's outputs. Given
 * one, a canned run obeys the jobs' `if`; without, every job whose needs succeeded runs.
 */
export type CannedJob = (
  job: { key: string; name: string },
  context: CannedContext,
) => Promise<{ conclusion: 'success' | 'failure'; outputs?: Record<string, string> }>;

/** One step of a canned run: takes its time, and the job's last one does what the job does. */
export async function runCannedStep(
  bench: Bench,
  { isLast, stop: signal }: { isLast: boolean; stop: AbortSignal },
): Promise<StepResult> {
  try {
    await sleep(bench.world.pace.stepSeconds * 1000, undefined, { signal });
    if (!isLast || bench.world.settings.canned === undefined) return { outcome: 'success' };
    const { conclusion, outputs } = await bench.world.settings.canned(
      { key: bench.job.key, name: bench.job.name },
      contextOf(bench, signal),
    );
    return { outcome: conclusion, ...(outputs === undefined ? {} : { jobOutputs: outputs }) };
  } catch (error) {
    if (signal.aborted) return { outcome: 'cancelled' };
    bench.log.line(`##[error]${error instanceof Error ? error.message : String(error)}`);
    return { outcome: 'failure' };
  }
}

function contextOf({ run, world, needs }: Bench, signal: AbortSignal): CannedContext {
  const { id, attempt, number, title, event, ref, sha, inputs } = run;
  const token = world.tokenOf(run);
  return {
    run: { id, attempt, number, title, event, ref, sha, inputs },
    needs,
    vars: world.settings.vars(),
    secrets: world.settings.secrets(),
    token,
    apiUrl: world.url(),
    signal,
  };
}
