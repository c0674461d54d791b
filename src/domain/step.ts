import type { Json, JsonObject } from './json.ts';
import type { ObjectHeaders } from './object-headers.ts';
import type { Subject } from './subject.ts';

/**
 * Bytes by their SRI sha384 as a browser gets them, their stored size, and the generation of the pinned object; with
 * the object's headers, which older plans did not have.
 */
export type Bytes = { sha384: string; size: number; generation: string; headers?: ObjectHeaders };

/**
 * One ordered effect or observation of a plan. `after` names the steps that must be done first. Only the definition
 * of the kind knows the parameters.
 */
export interface PlanStep {
  id: string;
  kind: string;
  after: readonly string[];
  params: JsonObject;
}

/** What a step read back, stored as proof. */
export type Evidence = JsonObject;

/** The choices at a step that waits for a person or has failed. */
export type Choice = 'retry' | 'abandon' | 'replan' | 'roll-back';

/**
 * The state of one step. `begunAt` is its first observation, `since` the start of this state; both ISO. `intended`: a
 * write may have happened. `unknown`: it is unclear whether it did. `pending`: the result is not visible yet; `sent`
 * is the write's answer, null for a step that only observes.
 */
export type StepState =
  | { is: 'waiting' }
  | { is: 'intended'; begunAt: string; since: string; epoch: number; attempt: number }
  | { is: 'unknown'; begunAt: string; since: string; attempt: number; why: string }
  | {
      is: 'pending';
      begunAt: string;
      since: string;
      attempt: number;
      expects: string;
      askAgainAt: string;
      sent: Evidence | null;
      /** The page that shows it. */
      url?: string;
      /** Set while it waits for a person outside Slack: its deadline is paused. */
      person?: PersonWanted & { since: string };
      /** Milliseconds of earlier waits for people; they do not count against its deadline. */
      pausedMs?: number;
    }
  | { is: 'done'; begunAt: string; since: string; evidence: Evidence }
  | { is: 'held'; begunAt: string; since: string; reason: StepProblem; choices: readonly Choice[] }
  | { is: 'failed'; begunAt: string; since: string; reason: StepProblem; choices: readonly Choice[] };

/** A person who must act outside Slack: who, what they do (an infinitive), and the page. */
export type PersonWanted = { who: string; what: string; url: string };

/** Why a step stopped: a code of a closed list, and a sentence with the finding. */
export type StepProblem = {
  code:
    | 'drift'
    | 'foreign'
    | 'bytes-differ'
    | 'headers-differ'
    | 'integrity-differs'
    | 'run-failed'
    | 'run-never-began'
    | 'rerun-refused'
    | 'job-skipped'
    | 'job-missing'
    | 'run-lost'
    | 'manifest-missing'
    | 'manifest-differs'
    | 'run-differs'
    | 'deadline'
    | 'refused'
    | 'cannot-tell'
    | 'gate-blocks'
    | 'tampered'
    | 'hand-over'
    /** A freeze began before the pointer was moved. */
    | 'frozen'
    | 'thawed'
    /** A staged release is worse than the one that it replaced. */
    | 'soak-worse'
    /** The soak of a staged release is over, and a person goes on: nothing could be compared. */
    | 'soak-over';
  detail: string;
  /** The page that shows it. */
  url?: string;
  /**
   * For `hand-over`: the shell command for a person. Navi checks for its result, and the step is done when it was
   * read back.
   */
  command?: string;
};

/**
 * The result of a step's observation. `seen` is passed to the write, which does not read again: a delayed write then
 * fails its precondition instead of overwriting a newer state.
 */
export type Observed<Proof extends Evidence = Evidence, Seen = unknown> =
  | { is: 'absent'; seen?: Seen }
  | { is: 'ours'; evidence: Proof }
  | { is: 'foreign'; trouble: StepProblem; choices?: readonly Choice[] }
  | {
      is: 'pending';
      expects: string;
      askAgainInMs: number;
      url?: string;
      /** A job that may end the wait. */
      asks?: { kind: string; subject: Subject };
      /** A person must act outside Slack first. They are alerted, and the deadline is paused meanwhile. */
      person?: PersonWanted;
    }
  | { is: 'cannot-tell'; why: string };

/** What a write replaces, null for nothing, and what it creates. Journalled with the intent. */
export interface StepChange {
  before: Json;
  after: Json;
}

/**
 * The answer of a step's write. `unknown` is neither failed nor done: only the next observation decides. `requestIds`
 * are the service's ids of the requests.
 */
export type Acted<Sent extends Evidence = Evidence> = { requestIds?: readonly string[] } & (
  | { is: 'sent'; evidence: Sent }
  | { is: 'refused'; trouble: StepProblem }
  | { is: 'unknown'; why: string }
);
