import { runOfClaim } from '../../domain/claim.ts';
import type { StepParams, StepState } from '../../domain/step.ts';
import { NeighbourError } from '../../ports/neighbour-error.ts';
import type { Run, Scm } from '../../ports/scm.ts';
import { CLOCK_SKEW_MS } from './dispatch.ts';
import { defineStep } from './step.ts';

const POLL_MS = 2_000;

/**
 * Ends the workflow run of a superseded release, and waits until it has ended: until then it may still publish. A run
 * that nobody knows is recognised as `dispatch` does it; where none is to be seen, its dispatch may still be on its way,
 * so the whole reconcile window is waited for (DESIGN §4.5), from when the release was superseded.
 */
export const cancelRun = defineStep({
  kind: 'cancel-run',
  needs: ['scm'],
  title: ({ run }) =>
    run === null
      ? 'Find the superseded run, cancel it and wait for its end'
      : `Cancel run ${run} and wait for its end`,
  deadline: (settings) => settings.deadlines.run,
  observe: async (params, { use, state, settings, now, begunAt }) => {
    const runs = await findRuns(params, use.scm);
    const open = runs.filter((run) => run.status !== 'completed').map((run) => run.id);
    const sent = sentTo(state);
    if (open.some((id) => !sent.includes(id))) return { is: 'absent', seen: { runs: open } };
    if (open.length > 0) return { is: 'pending', expects: 'the run to end', askAgainInMs: POLL_MS };
    const [newest] = runs;
    if (newest !== undefined)
      return { is: 'ours', evidence: { run: newest.id, ended: newest.conclusion ?? 'ended' } };
    if (params.run !== null) return { is: 'ours', evidence: { run: params.run, ended: 'gone' } };
    const left = Date.parse(begunAt) + settings.deadlines.reconcile - now.getTime();
    if (left <= 0) return { is: 'ours', evidence: { ended: 'never seen' } };
    const expects = 'the superseded run to appear, or to be sure that there is none';
    return { is: 'pending', expects, askAgainInMs: Math.min(left, POLL_MS) };
  },
  act: async (_params, { use, seen }) => {
    const runs = numbersIn(seen['runs']);
    for (const id of runs) await cancel(use.scm, id);
    return { is: 'sent', evidence: { runs } };
  },
});

/** The known run, the one that made the claim, and where none is known those that carry the release's id; newest first. */
export async function findRuns(params: StepParams['cancel-run'], scm: Scm): Promise<Run[]> {
  const claim = await scm.claim(params.operation);
  const since = new Date(Date.parse(params.since) - CLOCK_SKEW_MS).toISOString();
  const { workflow, operation: marker } = params;
  const marked = params.run === null ? await scm.findRuns({ workflow, since, marker }) : [];
  const claimed = claim === undefined ? null : runOfClaim(claim.claim);
  const known = [claimed, params.run].filter((id) => id !== null);
  const others = [...new Set(known)].filter((id) => marked.every((run) => run.id !== id));
  const found = await Promise.all(others.map((id) => scm.run(id)));
  return [...found.filter((run) => run !== undefined), ...marked];
}

/** Asks for a run's end; one that has ended by itself is what was wanted. Throws `NeighbourError`. */
export async function cancel(scm: Scm, run: number): Promise<void> {
  try {
    await scm.cancelRun(run);
  } catch (error) {
    if (!(error instanceof NeighbourError && error.facts.kind === 'conflict')) throw error;
  }
}

function sentTo(state: StepState): number[] {
  return state.is === 'pending' ? numbersIn(state.sent?.['runs']) : [];
}

function numbersIn(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'number') : [];
}
