import type { StepRow } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import type { PlanStep } from '../../domain/step.ts';
import type { Steps } from '../../engine/steps.ts';

/** One step as its row on the card. Title and summary come from its definition. */
export function rowOf(operation: Operation, step: PlanStep, steps: Steps): StepRow {
  const state = operation.steps[step.id];
  const open = steps.open(step);
  const row = { id: step.id, title: open?.title ?? `${step.id} (unknown to this version)` };
  const label = steps.traitsOf(step).page ?? 'the page';
  switch (state?.is) {
    case undefined:
    case 'waiting':
      return { ...row, state: 'waiting', detail: '', seconds: null };
    case 'intended':
      return { ...row, state: 'running', detail: 'in progress', seconds: null };
    case 'unknown':
      return {
        ...row,
        state: 'unknown',
        detail: `no answer; checking whether it was done (${state.why})`,
        seconds: null,
      };
    case 'pending':
      return {
        ...row,
        state: state.person === undefined ? 'running' : 'waits-for-person',
        detail: `waiting for ${state.expects}`,
        seconds: null,
        ...pageOf(state.url, label),
      };
    case 'done': {
      const proof = open?.proof(state.evidence, operation);
      const shown = { ...row, state: state.is, detail: proof?.summary ?? '', seconds: secondsOf(state) };
      return { ...shown, ...pageOf(proof?.url, label) };
    }
    case 'held':
    case 'failed': {
      const { detail, command, url } = state.reason;
      const shown = { ...row, state: state.is, detail, seconds: secondsOf(state), ...pageOf(url, label) };
      return command === undefined ? shown : { ...shown, command };
    }
  }
}

/** The link of a row, labelled with its content. */
function pageOf(url: string | undefined, label: string): Pick<StepRow, 'page'> {
  return url === undefined ? {} : { page: { url, label } };
}

function secondsOf({ begunAt, since }: { begunAt: string; since: string }): number {
  return Math.max(0, Date.parse(since) - Date.parse(begunAt)) / 1000;
}
