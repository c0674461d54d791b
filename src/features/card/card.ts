import type { Card } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import { type PlanContent, type StopContent, shortHash } from '../../domain/plan.ts';
import { isBreaking } from '../../domain/version.ts';
import type { Steps } from '../../engine/steps.ts';
import { deprecate } from '../../flow/steps/deprecate.ts';
import { dispatch } from '../../flow/steps/dispatch.ts';
import { moveDistTag } from '../../flow/steps/move-dist-tag.ts';
import { swapPointer } from '../../flow/steps/swap-pointer.ts';
import { tag } from '../../flow/steps/tag.ts';
import { verifyEdge } from '../../flow/steps/verify-edge.ts';
import { leftTagSentence } from '../release/left-tag.ts';
import { isRest } from '../release/rest-plan.ts';
import { isGivenBack } from '../rollback/watch.ts';
import { actionsOf, rollsBackOf } from './actions.ts';
import { clockOf } from './clock.ts';
import { lockOf } from './lock.ts';
import { nextOf } from './next.ts';
import { rowOf } from './steps.ts';

export interface CardView {
  /** The version that is recorded as live on its line; null where none is. */
  live: string | null;
  /** The kinds of steps that this version knows. */
  steps: Steps;
  /** Slack ids of those who may decide. */
  approvers: readonly string[];
  now: Date;
  /** A rollback's budget by hand, in milliseconds. */
  budgetMs: number;
  /** How long after a rollback its review is due, in milliseconds. */
  reviewAfterMs: number;
}

/**
 * An operation as its card says it. Pure: the same state gives the same card. Plain text, not escaped; an instant in
 * it is ISO, for whoever shows it to tell in the reader's zone.
 */
export function cardOf(operation: Operation, view: CardView): Card {
  const { content } = operation.plan;
  return {
    operation,
    headline: headlineOf(content),
    summary: summaryOf(operation),
    steps: content.steps.map((step) => rowOf(operation, step, view.steps)),
    actions: actionsOf(operation, view),
    rollsBack: rollsBackOf(operation, view),
    asks: operation.state.is === 'awaiting-approval' ? view.approvers : [],
    outcome:
      [outcomeOf(operation), leftTagSentence(operation)].filter((part) => part !== null).join(' ') || null,
    clock: content.kind === 'rollback' ? clockOf(operation, content, view) : null,
    lock: lockOf(operation),
    next: content.kind === 'rollback' ? nextOf(operation, content, view) : [],
  };
}

function headlineOf(content: PlanContent): string {
  const { version, line } = content;
  if (content.kind === 'rollback') return `Rollback of ${line} to v${version}`;
  if (content.kind === 'stop') return `Stop of v${version}`;
  const kind = content.change === 'first' ? `first release of ${line}` : `${content.change} release`;
  return `v${version}: ${kind}${isBreaking(content.change, version) ? ', breaking' : ''} on ${line}`;
}

function summaryOf(operation: Operation): string {
  const { content } = operation.plan;
  const what = nameOf(content);
  const { state, requester } = operation;
  switch (state.is) {
    case 'awaiting-approval':
      return isRest(operation)
        ? `What is left of v${content.version}, planned again as the world is now, needs approval.`
        : `${what}, asked for by ${requester.name}, needs approval.`;
    case 'running':
      return isGivenBack(operation)
        ? `${content.line} is back at v${content.version}; late writes are watched for.`
        : `${what} is under way.`;
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
    case 'cancelled':
      return `${what} was stopped by ${state.by}.`;
    case 'superseded':
      return `${what} was superseded by ${state.by}.`;
  }
}

function nameOf(content: PlanContent): string {
  const { version, line } = content;
  if (content.kind === 'rollback') return `Rollback of ${line} to v${version}`;
  return content.kind === 'stop' ? `Stop of v${version}` : `Release v${version}`;
}

function stoppedBy(
  { plan }: Operation,
  { by, reason, successor }: Extract<Operation['state'], { is: 'cancelled' }>,
): string {
  const { from } = plan.content.pointer;
  const keep = from === null ? 'Nothing that customers see was changed.' : `Customers keep v${from}.`;
  const rest = successor === null ? '' : ` What is left to do is on the card of ${successor}.`;
  return `Stopped by ${by}${reason === null ? '.' : `: ${reason.replace(/[.!?]$/, '')}.`} ${keep}${rest}`;
}

function stopDone({ keeps, steps: planned }: StopContent, steps: Operation['steps']): string {
  const keep = keeps === null ? 'Nothing that customers see was changed.' : `Customers keep v${keeps}.`;
  const proofs = deprecate.in(planned).flatMap(({ id }) => deprecate.evidenceOf(steps[id]) ?? []);
  const isPublished = proofs.some(({ published }) => published !== 'never');
  const rest = !isPublished ? 'it had published nothing' : 'what it published is deprecated';
  return `${keep} Its run has ended, and ${rest}.`;
}

function outcomeOf(operation: Operation): string | null {
  const { state, approvers, plan, kind } = operation;
  const approved = approvers.map((one) => one.name).join(', ');
  // Who confirms a rollback or a stop is the one who asked for it, which the card says already.
  const by =
    approved === '' || kind !== 'release' ? '' : `Approved by ${approved} (plan ${shortHash(plan.hash)}). `;
  switch (state.is) {
    case 'awaiting-approval':
      return null;
    case 'running':
      return by.trim();
    case 'stopped':
      return `${by}Stopped: ${state.trouble.detail}`;
    case 'superseded':
      return isGivenBack(operation)
        ? `Everything was given back: ${plan.content.line} went back to v${plan.content.version}. ${state.by} has taken over, so only the watch for late writes has ended.`
        : `${by}Superseded by ${state.by}: it takes no further step.`;
    case 'done':
      if (plan.content.kind === 'stop') return stopDone(plan.content, operation.steps);
      return kind === 'rollback'
        ? `${plan.content.line} is back at v${plan.content.version}, and was when the watch for late writes ended.`
        : `${by}${edgeProof(operation)}`;
    case 'rejected':
      return `Rejected by ${state.by}: ${state.reason}`;
    case 'retracted':
      return `Retracted by ${state.by}.`;
    case 'replaced':
      return `Replaced by ${state.successor}, asked for by ${state.by}.`;
    case 'expired':
      return 'Expired: nobody decided in time.';
    case 'cancelled':
      return `${by}${stoppedBy(operation, state)}`;
    case 'abandoned':
      return `${by}Abandoned by ${state.by}. ${whatStays(operation)}`;
  }
}

/** "clean at N of N probes after S s; browsers may hold the old script until HH:MM". */
function edgeProof(operation: Operation): string {
  const proof = verifyEdge.evidenceIn(operation);
  if (proof === undefined) return 'Done.';
  const { probes, clean, afterSeconds, browsersUntil } = proof;
  const until = browsersUntil ?? 'nobody knows when';
  return `Clean at ${clean} of ${probes.length} probes after ${afterSeconds} s; browsers may hold the old script until ${until}.`;
}

/** What an abandoned release leaves in the world: said plainly, because it cannot be taken back. */
function whatStays(operation: Operation): string {
  const { plan, steps, leftTag } = operation;
  const { content } = plan;
  const isDispatched = (dispatch.stateIn(operation)?.is ?? 'waiting') !== 'waiting';
  const tagged = content.kind === 'release' && tag.isDoneIn(operation) && leftTag?.is !== 'deleted';
  const stays = [
    ...(tagged ? [`the tag ${content.tag}`] : []),
    ...(isDispatched ? ['what its workflow run published under next or uploaded'] : []),
    ...(swapPointer.isDoneIn(operation)
      ? [`the pointer ${content.pointer.path} at v${content.version}`]
      : []),
    ...moveDistTag
      .in(content.steps)
      .filter(({ id }) => steps[id]?.is === 'done')
      .map(({ params }) => `${params.tag} of ${params.name} at ${params.to}`),
  ];
  return stays.length === 0 ? 'Nothing was changed.' : `What stays: ${stays.join(', ')}.`;
}
