import type { Json, JsonObject } from './json.ts';
import type { ObjectHeaders } from './object-headers.ts';
import type { Subject } from './subject.ts';

/**
 * Bytes known by their SRI sha384 as a browser gets them, their size as stored, and the generation of the pinned object
 * that holds them; with that object's headers, which older plans did not read.
 */
export type Bytes = { sha384: string; size: number; generation: string; headers?: ObjectHeaders };

/**
 * One ordered effect or observation of a plan. `after` names the steps that must be done first. What the parameters mean
 * is known to the definition of the kind alone.
 */
export interface PlanStep {
  id: string;
  kind: string;
  after: readonly string[];
  params: JsonObject;
}

/** What a step read back, stored as its proof. */
export type Evidence = JsonObject;

/** What a person may do about a step that waits for them or has failed. */
export type Choice = 'retry' | 'abandon' | 'replan' | 'roll-back';

/**
 * Where one step stands. `begunAt` is when it was first looked at, `since` when this state was reached; both ISO.
 * `intended`: a write may have reached the world. `unknown`: nobody can say whether it did. `pending`: the world is
 * not there yet; `sent` is what the write answered, null for a step that only looks.
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
      /** Where people can see it. */
      url?: string;
      /** Set while it waits for a person elsewhere: its deadline stands still. */
      person?: PersonWanted & { since: string };
      /** Milliseconds for which it has waited for people before; they do not count against its deadline. */
      pausedMs?: number;
    }
  | { is: 'done'; begunAt: string; since: string; evidence: Evidence }
  | { is: 'held'; begunAt: string; since: string; reason: StepTrouble; choices: readonly Choice[] }
  | { is: 'failed'; begunAt: string; since: string; reason: StepTrouble; choices: readonly Choice[] };

/** A person who has to act elsewhere: who, what they do there (an infinitive), and the page where they do it. */
export type PersonWanted = { who: string; what: string; url: string };

/** Why a step stopped: a code from a closed list, and a sentence with what was found. */
export type StepTrouble = {
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
    | 'hand-over';
  detail: string;
  /** The page that shows it. */
  url?: string;
  /** Of `hand-over`: what a person runs in a shell. It is looked for meanwhile, and done when it is read back. */
  command?: string;
};

/**
 * The answer of a step's look at the world. `seen` is what the write holds on to: a write does not read
 * again, so that one that a pause has delayed meets its precondition and not a newer world.
 */
export type Observed<Proof extends Evidence = Evidence, Seen = unknown> =
  | { is: 'absent'; seen?: Seen }
  | { is: 'ours'; evidence: Proof }
  | { is: 'foreign'; trouble: StepTrouble; choices?: readonly Choice[] }
  | {
      is: 'pending';
      expects: string;
      askAgainInMs: number;
      /** What was written before is there, and something else is waited for: the next write is a first attempt again. */
      isSettled?: true;
      url?: string;
      /** A job that may end the wait. */
      asks?: { kind: string; subject: Subject };
      /** A person has to act elsewhere first. They are called, and the deadline stands still meanwhile. */
      person?: PersonWanted;
    }
  | { is: 'cannot-tell'; why: string };

/** What a write replaces, null where nothing is there yet, and what it makes. It is journalled with the intent. */
export interface StepChange {
  before: Json;
  after: Json;
}

/**
 * The answer of a step's write. `unknown` is neither failed nor done: only the next look decides. `requestIds` are the
 * service's own ids of the requests.
 */
export type Acted<Sent extends Evidence = Evidence> = { requestIds?: readonly string[] } & (
  | { is: 'sent'; evidence: Sent }
  | { is: 'refused'; trouble: StepTrouble }
  | { is: 'unknown'; why: string }
);
