import type { Card, CardAction, ClockRow, StepRow } from './message.ts';
import type { Operation } from './operation.ts';
import { type PlanContent, type RollbackContent, shortHash } from './plan.ts';
import type { Evidence, PlanStep, StepState } from './step.ts';
import { isBreaking } from './version.ts';

export interface CardView {
  /** A step's title, also for kinds this version does not know. */
  title(step: PlanStep): string;
  /** Slack ids of those who may decide. */
  approvers: readonly string[];
  now: Date;
  /** A rollback's budget by hand, in milliseconds. */
  budgetMs: number;
}

/** An operation as its card says it. Pure: the same state gives the same card. Plain text, not escaped. */
export function cardOf(operation: Operation, view: CardView): Card {
  const { content } = operation.plan;
  return {
    operation,
    headline: headlineOf(content),
    summary: summaryOf(operation),
    steps: content.steps.map((step) => rowOf(step, operation.steps[step.id], view)),
    actions: actionsOf(operation),
    asks: operation.state.is === 'awaiting-approval' ? view.approvers : [],
    outcome: outcomeOf(operation),
    clock: content.kind === 'rollback' ? clockOf(operation, content, view) : null,
  };
}

function headlineOf(content: PlanContent): string {
  const { version, line } = content;
  if (content.kind === 'rollback') return `Rollback of ${line} to v${version}`;
  const kind = content.change === 'first' ? `first release of ${line}` : `${content.change} release`;
  return `v${version}: ${kind}${isBreaking(content.change, version) ? ', breaking' : ''} on ${line}`;
}

function summaryOf(operation: Operation): string {
  const { content } = operation.plan;
  const what =
    content.kind === 'rollback'
      ? `Rollback of ${content.line} to v${content.version}`
      : `Release v${content.version}`;
  const { state, requester } = operation;
  switch (state.is) {
    case 'awaiting-approval':
      return `${what}, asked for by ${requester.name}, needs approval.`;
    case 'running':
      return `${what} is under way.`;
    case 'stopped':
      return `${what} has stopped at ${state.step} and waits for a person.`;
    case 'done':
      return `${what} is done.`;
    case 'rejected':
      return `${what} was rejected by ${state.by}.`;
    case 'retracted':
      return `${what} was retracted by ${state.by}.`;
    case 'replaced':
      return `The plan for v${content.version} was replaced by ${state.successor}.`;
    case 'expired':
      return `The plan for v${content.version} has expired.`;
    case 'abandoned':
      return `${what} was abandoned by ${state.by}.`;
    case 'superseded':
      return `${what} was superseded by ${state.by}.`;
  }
}

function actionsOf({ state, plan, steps }: Operation): CardAction[] {
  const isRollback = plan.content.kind === 'rollback';
  if (isRollback && steps['announce']?.is === 'done' && state.is !== 'stopped')
    return ['post-mortem', 'customer-note', 'details'];
  switch (state.is) {
    case 'awaiting-approval':
      return ['approve', 'reject', 'details', 'retract'];
    case 'stopped':
      return [...state.choices, ...(isRollback ? [] : (['roll-back'] as const)), 'details'];
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
    case 'superseded':
      return `${by}Superseded by ${state.by}: it takes no further step.`;
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
    ...(content.kind === 'release' && isDone('tag') ? [`the tag ${content.tag}`] : []),
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

/** The running clock of a rollback, phase by phase, from its confirmation (DESIGN §4.7); the figures stay on the card. */
function clockOf(operation: Operation, content: RollbackContent, view: CardView): Card['clock'] {
  const start = Date.parse(operation.requestedAt);
  const doneAt = (ids: readonly string[]): number | null => {
    const states = ids.map((id) => operation.steps[id]);
    if (ids.length === 0 || states.some((state) => state?.is !== 'done')) return null;
    return Math.max(...states.map((state) => (state?.is === 'done' ? Date.parse(state.since) : 0)));
  };
  const npm = content.steps
    .filter(
      (step) => step.kind === 'move-dist-tag' || step.kind === 'deprecate' || step.kind === 'cancel-run',
    )
    .map((step) => step.id);
  const edge = operation.steps['verify-edge'];
  const until = edge?.is === 'done' ? edge.evidence['browsersUntil'] : undefined;
  const phases: [string, readonly string[]][] = [
    ['pointer moved', ['swap-pointer']],
    ['purged', ['purge']],
    ['customers safe: every probe clean', ['verify-edge']],
    ['npm restored', npm],
  ];
  const rows = phases
    .filter(([, ids]) => ids.length > 0)
    .map(([label, ids]): ClockRow => {
      const at = doneAt(ids);
      return { label, seconds: at === null ? null : (at - start) / 1000 };
    });
  return {
    rows,
    elapsedSeconds: Math.max(0, ((doneAt(['read-back']) ?? view.now.getTime()) - start) / 1000),
    budgetSeconds: view.budgetMs / 1000,
    lastBrowserCleanAt: typeof until === 'string' ? until : null,
  };
}
