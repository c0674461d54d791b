import type { JobNames } from './job-names.ts';
import type { Json } from './json.ts';
import type { ObjectHeaders } from './object-headers.ts';
import type { Subject } from './subject.ts';

/** The parameters of every step kind that this version of Navi knows. All of them are hashed with the plan. */
export interface StepParams {
  tag: { tag: string; commit: string; message: string; date: string };
  /** `date` is ISO: the claim's commit is a pure function of the plan. */
  'open-claim': { protocol: number; date: string };
  dispatch: {
    workflow: string;
    ref: string;
    version: string;
    commit: string;
    /** The step that has opened the claim; absent in a plan from before the claim's protocol. */
    claim?: string;
  };
  /** Ids of jobs; `jobNames` has how the run shows those that it shows otherwise, absent in old plans. */
  'watch-run': { expectedJobs: readonly string[]; jobNames?: JobNames };
  'read-manifest': { path: string; version: string; commit: string };
  'verify-pinned': {
    path: string;
    /** The type that the pinned object must have; absent in plans that looked at its bytes only. */
    contentType?: string;
  };
  'cancel-run': {
    /** Null while nobody knows which it is, or whether there will be one. */
    run: number | null;
    /** The release that started it. */
    operation: string;
    workflow: string;
    /** It was not started before, ISO. */
    since: string;
    /** What the release publishes, so that a run that was bound may still publish it; absent in old plans. */
    publishes?: readonly { name: string; version: string }[];
  };
  deprecate: { name: string; version: string; message: string };
  'watch-surfaces': {
    /** Milliseconds for which pointer and tags are read again. */
    forMs: number;
    pointer: {
      path: string;
      sha384: string;
      source: string;
      generation: string;
      lateSha384: string | null;
      /** What the pointer's headers must be; absent in plans that looked at its bytes only. */
      written?: { cacheControl: string; headers: ObjectHeaders };
    };
    tags: readonly { name: string; tag: string; version: string; late: string | null }[];
  };
  'verify-npm': { name: string; version: string };
  'swap-pointer': {
    from: string;
    to: string;
    /** The pointer's generation in the plan; `0` when the pointer must not exist yet. */
    ifGeneration: string;
    version: string;
    contentType: string;
    cacheControl: string;
    /** The bytes to go back to; null in a release, where the release manifest says them. */
    source: Bytes | null;
    /**
     * The pointer gets the source's headers and custom metadata and is right only with them and `cacheControl`. Absent in
     * plans that looked at its bytes only: those give it `contentType` and nothing else.
     */
    carriesHeaders?: true;
  };
  purge: { path: string };
  'verify-edge': { path: string; expect: Bytes | null };
  'move-dist-tag': {
    name: string;
    tag: string;
    from: string | null;
    to: string;
    /** What happens when the tag is at neither: a release holds, a rollback goes on. */
    onDrift: 'hold' | 'go-on';
  };
  /** Moves a dist-tag to `to` if it points at `leaves`, and leaves it alone otherwise. */
  'leave-tag': { name: string; tag: string; leaves: string; to: string };
  /** `back`: the tag of the version that is live again, whose page becomes *latest*; null where that stays. */
  'mark-release': { tag: string; back: string | null; note: string };
  'read-back': {
    pointer: string;
    tags: readonly { name: string; tag: string; version: string }[];
    expect: Bytes | null;
  };
  'github-release': { tag: string; previous: string | null; latest: boolean };
  announce: { version: string };
}

/**
 * Bytes known by their SRI sha384 as a browser gets them, their size as stored, and the generation of the pinned object
 * that holds them; with that object's headers, which older plans did not read.
 */
export type Bytes = { sha384: string; size: number; generation: string; headers?: ObjectHeaders };

export type StepKind = keyof StepParams;

/** One ordered effect or observation of a plan. `after` names the steps that must be done first. */
export type PlanStep = {
  [K in StepKind]: { id: string; kind: K; after: readonly string[]; params: StepParams[K] };
}[StepKind];

/** What a step read back, kept as its proof and shown in the thread. */
export type Evidence = { readonly [key: string]: Json };

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
export type Observed =
  | { is: 'absent'; seen?: Evidence }
  | { is: 'ours'; evidence: Evidence }
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

/** The answer of a step's write. `unknown` is neither failed nor done: only the next look decides. */
export type Acted =
  | { is: 'sent'; evidence: Evidence }
  | { is: 'refused'; trouble: StepTrouble }
  | { is: 'unknown'; why: string };
