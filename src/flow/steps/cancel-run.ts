import { NeighbourError } from '../../ports/neighbour-error.ts';
import { defineStep } from './step.ts';

const POLL_MS = 2_000;

/** Ends the workflow run of a superseded release, and waits until it has ended: until then it may still publish. */
export const cancelRun = defineStep({
  kind: 'cancel-run',
  needs: ['scm'],
  title: (params) => `Cancel run ${params.run} and wait for its end`,
  deadline: (settings) => settings.deadlines.run,
  observe: async (params, { use, state }) => {
    const run = await use.scm.run(params.run);
    if (run === undefined || run.status === 'completed')
      return { is: 'ours', evidence: { run: params.run, ended: run?.conclusion ?? 'gone' } };
    const sent = state.is === 'pending' && state.sent !== null;
    return sent ? { is: 'pending', expects: 'the run to end', askAgainInMs: POLL_MS } : { is: 'absent' };
  },
  act: async (params, { use }) => {
    try {
      await use.scm.cancelRun(params.run);
    } catch (error) {
      // It ended in between: that is what was wanted, and the next look sees it.
      if (!(error instanceof NeighbourError && error.facts.kind === 'conflict')) throw error;
    }
    return { is: 'sent', evidence: { run: params.run } };
  },
});
