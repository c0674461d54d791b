import type { Verdict } from './gate.ts';
import type { LeftTag } from './left-tag.ts';
import type { Plan } from './plan.ts';
import type { ReleaseContents } from './release-contents.ts';
import type { Choice, PersonWanted, StepProblem, StepState } from './step.ts';

/** The state of an operation as a whole. */
export type OperationState =
  | { is: 'awaiting-approval' }
  | { is: 'running'; since: string }
  | {
      is: 'stopped';
      since: string;
      step: string;
      how: 'held' | 'failed';
      trouble: StepProblem;
      choices: readonly Choice[];
    }
  | { is: 'done'; at: string }
  | { is: 'rejected'; at: string; by: string; reason: string }
  | { is: 'retracted'; at: string; by: string }
  | { is: 'replaced'; at: string; by: string; successor: string }
  | { is: 'expired'; at: string }
  | { is: 'abandoned'; at: string; by: string }
  /** A release that a person ended before it moved the pointer. `successor` ends its run, if it had one. */
  | { is: 'cancelled'; at: string; by: string; reason: string | null; successor: string | null }
  | { is: 'superseded'; at: string; by: string };

/** An operation's state for people: two of them occur while it is running. */
export type ShownState = OperationState['is'] | 'rolled-back' | 'asked-elsewhere';

/** Who may write for an operation, and until when. `epoch` increases with every new holder. */
export interface Lease {
  holder: string;
  epoch: number;
  until: string;
}

/** Shown in addition to the plan and not hashed: verdicts, the commit's title, who may approve. */
export interface Shown {
  verdicts: readonly Verdict[];
  commitTitle: string;
  commitUrl: string | null;
  /** One line per commit since the previous version, newest first, at most 20. */
  changes: readonly string[];
  /** How many commits there are in all; null when they could not be read, absent in old operations. */
  changesInAll?: number | null;
  /** What is in a release, and whom it reaches; absent for every other kind, and in old operations. */
  contents?: ReleaseContents;
  knownGood: string | null;
}

/** A decision on the current plan, for display; the journal's copy counts. */
export interface Approver {
  person: string;
  name: string;
  at: string;
}

/** One thing Navi was asked to do, with all data that is needed to continue after a crash. */
export interface Operation {
  id: string;
  /** Its definition says what it means. */
  kind: string;
  plan: Plan;
  state: OperationState;
  steps: Readonly<Record<string, StepState>>;
  /** How often a person has retried each step. */
  retries: Readonly<Record<string, number>>;
  shown: Shown;
  requester: { person: string; name: string; account: string };
  requestedAt: string;
  approvers: readonly Approver[];
  channel: string;
  lease: Lease | null;
  finishedAt: string | null;
  /** The issue of a rollback's post-mortem; absent until it is requested. */
  postMortem?: PostMortem;
  /** Who unlocked the line that a rollback locked, and why; absent while it is locked. `at` is ISO. */
  opened?: { by: string; at: string; why: string };
  /** Absent where the caller was proven, and in old operations. */
  confirmation?: Confirmation;
  /** The tag of a release that ended without being released; absent before it was checked. */
  leftTag?: LeftTag;
}

/** `opening`: the issue was requested, so no second one is opened. Times are ISO. */
export type PostMortem = { is: 'opening'; since: string; by: string } | { is: 'open'; url: string };

/** Of an unproven rollback: whether a proven person has confirmed it. `at` is ISO. */
export type Confirmation = { is: 'wanted' } | { is: 'given' | 'ended'; by: string; at: string };

const OPEN: ReadonlySet<unknown> = new Set(['awaiting-approval', 'running', 'stopped']);

export function isOpen(state: OperationState): boolean {
  return OPEN.has(state.is);
}

/** The same of a state as JSON text. */
export function isOpenText(text: string): boolean {
  const state: unknown = JSON.parse(text);
  return typeof state === 'object' && state !== null && 'is' in state && OPEN.has(state.is);
}

/** Whether a person does the step by hand, and Navi checks for the result. */
export function isHandedOver(state: StepState | undefined): boolean {
  return state?.is === 'held' && state.reason.code === 'hand-over';
}

/**
 * Whether ready steps may still run. Where one step waits for a person, Navi still checks whether a manual step was
 * done. In a rollback the npm steps and the pointer steps do not stop each other: customers are safe even if npm
 * refuses.
 */
export function goesOn({ state }: Operation, { takesBack }: { takesBack?: true }): boolean {
  if (state.is !== 'stopped') return state.is === 'running';
  const { code } = state.trouble;
  return code === 'hand-over' || (takesBack === true && code !== 'tampered');
}

/** Whether any step may already have changed the world: from then on drift blocks a step instead of a re-plan. */
export function hasWritten(operation: Operation): boolean {
  return Object.values(operation.steps).some((state) => state.is !== 'waiting' && !hasOnlyLooked(state));
}

/** An unapproved request without any effect: it can be replaced. */
export function isUntouched(operation: Operation): boolean {
  return operation.state.is === 'awaiting-approval' && !hasWritten(operation);
}

/** A step that has waited for a service's answer and sent nothing. */
export function hasOnlyLooked(state: StepState): boolean {
  return state.is === 'pending' && state.attempt === 0 && state.sent === null;
}

/** The person who must act outside Slack before a step continues, if any. */
export function askedElsewhere({ steps }: Operation): (PersonWanted & { since: string }) | undefined {
  for (const step of Object.values(steps))
    if (step.is === 'pending' && step.person !== undefined) return step.person;
  return undefined;
}

export function isComplete(operation: Operation): boolean {
  return operation.plan.content.steps.every((step) => operation.steps[step.id]?.is === 'done');
}

/** The operation with one step's state changed; nothing else. */
export function withStep(operation: Operation, id: string, state: StepState): Operation {
  return { ...operation, steps: { ...operation.steps, [id]: state } };
}
