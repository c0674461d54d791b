import type { Card, CardAction, StepRow } from './message.ts';
import type { Operation } from './operation.ts';
import { shortHash } from './plan.ts';
import type { Evidence, PlanStep, StepState } from './step.ts';
import { isBreaking } from './version.ts';

export interface CardView {
  /** A step's title, also for kinds this version does not know. */
  title(step: PlanStep): string;
  /** Slack ids of those who may decide. */
  approvers: readonly string[];
  now: Date;
}

/** An operation as its card says it. Pure: the same state gives the same card. Plain text, not escaped. */
export function cardOf(operation: Operation, view: CardView): Card {
  const { content } = operation.plan;
  const kind = content.change === 'first' ? `first release of ${content.line}` : `${content.change} release`;
  const breaking = isBreaking(content.change, content.version) ? ', breaking' : '';
  return {
    operation,
    headline: `v${content.version}: ${kind}${breaking} on ${content.line}`,
    summary: summaryOf(operation),
    steps: content.steps.map((step) => rowOf(step, operation.steps[step.id], view)),
    actions: actionsOf(operation),
    asks: operation.state.is === 'awaiting-approval' ? view.approvers : [],
    outcome: outcomeOf(operation),
  };
}

function summaryOf(operation: Operation): string {
  const { version } = operation.plan.content;
  const { state, requester } = operation;
  switch (state.is) {
    case 'awaiting-approval':
      return `Release v${version}, asked for by ${requester.name}, needs approval.`;
    case 'running':
      return `Release v${version} is under way.`;
    case 'stopped':
      return `Release v${version} has stopped at ${state.step} and waits for a person.`;
    case 'done':
      return `Release v${version} is done.`;
    case 'rejected':
      return `Release v${version} was rejected by ${state.by}.`;
    case 'retracted':
      return `Release v${version} was retracted by ${state.by}.`;
    case 'replaced':
      return `The plan for v${version} was replaced by ${state.successor}.`;
    case 'expired':
      return `The plan for v${version} has expired.`;
    case 'abandoned':
      return `Release v${version} was abandoned by ${state.by}.`;
  }
}

function actionsOf({ state }: Operation): CardAction[] {
  switch (state.is) {
    case 'awaiting-approval':
      return ['approve', 'reject', 'details', 'retract'];
    case 'stopped':
      return [...state.choices.filter((choice) => choice === 'retry' || choice === 'abandon'), 'details'];
    case 'expired':
      return ['plan-again', 'details'];
    default:
      return ['details'];
  }
}

function outcomeOf(operation: Operation): string | null {
  const { state, approvers, plan } = operation;
  const approved = approvers.map((one) => one.name).join(', ');
  const by = approved === '' ? '' : `Approved by ${approved} (plan ${shortHash(plan.hash)}). `;
  switch (state.is) {
    case 'awaiting-approval':
      return null;
    case 'running':
      return by.trim();
    case 'stopped':
      return `${by}Stopped: ${state.trouble.detail}`;
    case 'done':
      return `${by}${edgeProof(operation)}`;
    case 'rejected':
      return `Rejected by ${state.by}: ${state.reason}`;
    case 'retracted':
      return `Retracted by ${state.by}.`;
    case 'replaced':
      return `Replaced by ${state.successor}, asked for by ${state.by}.`;
    case 'expired':
      return 'Expired: nobody decided in time.';
    case 'abandoned':
      return `${by}Abandoned by ${state.by}. ${whatStays(operation)}`;
  }
}

/** "clean at N of N probes after S s; browsers may hold the old script until HH:MM" (issue 2 §3). */
function edgeProof(operation: Operation): string {
  const step = operation.steps['verify-edge'];
  if (step?.is !== 'done') return 'Done.';
  const { probes, clean, afterSeconds, browsersUntil } = step.evidence;
  const total = Array.isArray(probes) ? probes.length : clean;
  const until = typeof browsersUntil === 'string' ? browsersUntil.slice(11, 16) : '?';
  return `Clean at ${clean} of ${total} probes after ${afterSeconds} s; browsers may hold the old script until ${until} UTC.`;
}

/** What an abandoned release leaves in the world: said plainly, because it cannot be taken back (DESIGN §4.6). */
function whatStays({ plan, steps }: Operation): string {
  const { content } = plan;
  const is = (id: string) => steps[id] !== undefined && steps[id].is !== 'waiting';
  const isDone = (id: string) => steps[id]?.is === 'done';
  const stays = [
    ...(isDone('tag') ? [`the tag ${content.tag}`] : []),
    ...(is('dispatch') ? ['what its workflow run published under next or uploaded'] : []),
    ...(isDone('swap-pointer') ? [`the pointer ${content.pointer.path} at v${content.version}`] : []),
    ...content.steps
      .filter((step) => step.kind === 'move-dist-tag' && isDone(step.id))
      .map((step) =>
        step.kind === 'move-dist-tag' ? `${step.params.tag} of ${step.params.name} at ${step.params.to}` : '',
      ),
  ];
  return stays.length === 0 ? 'Nothing was changed.' : `What stays: ${stays.join(', ')}.`;
}

function rowOf(step: PlanStep, state: StepState | undefined, view: CardView): StepRow {
  const row = { id: step.id, title: view.title(step) };
  switch (state?.is) {
    case undefined:
    case 'waiting':
      return { ...row, state: 'waiting', detail: '', seconds: null };
    case 'intended':
      return { ...row, state: 'running', detail: 'under way', seconds: null };
    case 'unknown':
      return {
        ...row,
        state: 'unknown',
        detail: `no answer; looking whether it happened (${state.why})`,
        seconds: null,
      };
    case 'pending':
      return { ...row, state: 'running', detail: `waiting for ${state.expects}`, seconds: null };
    case 'done':
      return { ...row, state: 'done', detail: proofOf(state.evidence), seconds: secondsOf(state) };
    case 'held':
    case 'failed':
      return { ...row, state: state.is, detail: state.reason.detail, seconds: secondsOf(state) };
  }
}

function secondsOf({ begunAt, since }: { begunAt: string; since: string }): number {
  return Math.max(0, Date.parse(since) - Date.parse(begunAt)) / 1000;
}

/** What was read back, short enough for a row: values as they are, hashes cut. */
function proofOf(evidence: Evidence): string {
  const { commit, run, url, sha384, integrity, version, clean, probes, generation } = evidence;
  const short = (value: unknown) =>
    typeof value === 'string' ? value.replace(/^(sha\d+-.{8}).+$/, '$1…') : '';
  if (typeof clean === 'number' && Array.isArray(probes))
    return `clean at ${clean} of ${probes.length} probes, ${short(sha384)}`;
  if (typeof sha384 === 'string')
    return `${short(sha384)}${typeof generation === 'string' ? `, generation ${generation}` : ''}`;
  if (typeof integrity === 'string') return `tarball ${short(integrity)}`;
  if (typeof run === 'number') return `run ${run}`;
  if (typeof commit === 'string') return `at ${commit.slice(0, 7)}`;
  if (typeof version === 'string') return `is ${version}`;
  return typeof url === 'string' ? url : '';
}
