import type { Bench, StepResult } from './bench.ts';
import type { CannedContext } from './canned-job.ts';

/** One step of a canned run: waits its time; the last step has the job's effect. */
export async function runCannedStep(
  bench: Bench,
  { isLast, stop: signal }: { isLast: boolean; stop: AbortSignal },
): Promise<StepResult> {
  try {
    await bench.world.clock.wait(bench.world.pace.stepSeconds * 1000, signal);
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
