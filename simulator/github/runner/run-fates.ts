import type { RunRecord } from '../records.ts';

/** `startup_failure`: the run never begins. `no-rerun`: it runs, and GitHub refuses to run it again. */
export type RunFate = 'startup_failure' | 'no-rerun';

/** The control calls' orders for future runs. */
export interface RunFates {
  add(fate: RunFate, times: number): void;
  /** Uses one order for a run that starts its first attempt. */
  take(run: RunRecord): RunFate | undefined;
  clear(): void;
}

export function createRunFates(): RunFates {
  let fates: RunFate[] = [];
  return {
    add: (fate, times) => {
      fates.push(...Array.from({ length: times }, () => fate));
    },
    take: (run) => {
      if (run.attempt > 1) return undefined;
      const fate = fates.shift();
      if (fate === 'no-rerun') run.isFinal = true;
      return fate;
    },
    clear: () => {
      fates = [];
    },
  };
}
