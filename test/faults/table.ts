import type { Service } from '../../simulator/variables.ts';
import { LATE_SECONDS } from '../harness/quick/patience.ts';

/** One outward call of one step. */
export interface Call {
  step: string;
  service: Service;
  /** The call's name at the simulated service. */
  method: string;
  /** Which of the calls of this name, counted from the operation's first write: -1 is the last before it. */
  nth: number;
  /** What is posted in Slack counts as read: Navi waits for it as long as Slack may take. */
  effect: 'read' | 'write';
}

/** How a call is broken, as the control door is told. */
export interface Trouble {
  how: string;
  fault: Readonly<Record<string, unknown>>;
  /** Only for writes: a read that is answered too late is a read that is not answered. */
  writesOnly?: true;
}

/** What can go wrong with a call. `late` is a write that takes effect when Navi has stopped waiting for it. */
const TROUBLES: readonly Trouble[] = [
  { how: 'answers 500', fault: { kind: 'error', status: 500 } },
  { how: 'answers 429 with Retry-After', fault: { kind: 'rate-limit', retryAfterSeconds: 1 } },
  { how: 'never answers', fault: { kind: 'timeout' } },
  { how: 'resets the connection', fault: { kind: 'reset' } },
  { how: 'takes effect, then resets', fault: { kind: 'accept-then-reset' } },
  { how: 'is slow', fault: { kind: 'slow', seconds: 0.5 } },
  { how: 'arrives twice', fault: { kind: 'duplicate' } },
  {
    how: 'takes effect when it was given up',
    fault: { kind: 'slow', seconds: LATE_SECONDS },
    writesOnly: true,
  },
];

/** A release until its tag is made. */
export const UNTIL_TAG: readonly Call[] = [
  { step: 'tag, look', service: 'github', method: 'git.getRef', nth: -1, effect: 'read' },
  { step: 'tag', service: 'github', method: 'git.createTag', nth: 0, effect: 'write' },
  { step: 'tag', service: 'github', method: 'git.createRef', nth: 0, effect: 'write' },
  { step: 'tag, read back', service: 'github', method: 'git.getRef', nth: 0, effect: 'read' },
  { step: 'tag, read back', service: 'github', method: 'git.getTag', nth: 0, effect: 'read' },
];

/** From then until its run has ended. */
export const SINCE_TAG: readonly Call[] = [
  { step: 'open-claim, look', service: 'github', method: 'git.getRef', nth: 0, effect: 'read' },
  { step: 'open-claim, its tree', service: 'github', method: 'git.createTree', nth: 0, effect: 'write' },
  { step: 'open-claim, its commit', service: 'github', method: 'git.createCommit', nth: 0, effect: 'write' },
  { step: 'open-claim', service: 'github', method: 'git.createRef', nth: 0, effect: 'write' },
  { step: 'open-claim, read back', service: 'github', method: 'git.getRef', nth: 1, effect: 'read' },
  { step: 'open-claim, its parent', service: 'github', method: 'git.getCommit', nth: 0, effect: 'read' },
  { step: 'open-claim, its file', service: 'github', method: 'repos.getContent', nth: 0, effect: 'read' },
  { step: 'dispatch, its claim', service: 'github', method: 'git.getRef', nth: 2, effect: 'read' },
  {
    step: 'dispatch, its run',
    service: 'github',
    method: 'actions.listWorkflowRuns',
    nth: 0,
    effect: 'read',
  },
  { step: 'dispatch, its tag', service: 'github', method: 'git.getRef', nth: 3, effect: 'read' },
  { step: 'dispatch, its tag object', service: 'github', method: 'git.getTag', nth: 0, effect: 'read' },
  { step: 'dispatch, no such branch', service: 'github', method: 'git.getRef', nth: 4, effect: 'read' },
  { step: 'dispatch', service: 'github', method: 'actions.createWorkflowDispatch', nth: 0, effect: 'write' },
  { step: 'watch-run, its claim', service: 'github', method: 'git.getRef', nth: 6, effect: 'read' },
  {
    step: 'watch-run, the file of its claim',
    service: 'github',
    method: 'repos.getContent',
    nth: 3,
    effect: 'read',
  },
  { step: 'watch-run', service: 'github', method: 'actions.getWorkflowRun', nth: 0, effect: 'read' },
  { step: 'watch-run', service: 'github', method: 'actions.listJobsForWorkflowRun', nth: 0, effect: 'read' },
];

/** From its run's end on. */
export const SINCE_RUN: readonly Call[] = [
  { step: 'read-manifest', service: 'gcs', method: 'objects.get', nth: 0, effect: 'read' },
  { step: 'read-manifest, its tag', service: 'github', method: 'git.getRef', nth: 0, effect: 'read' },
  { step: 'verify-pinned, bytes', service: 'gcs', method: 'objects.get', nth: 3, effect: 'read' },
  { step: 'verify-npm', service: 'npm', method: 'packument.get', nth: 0, effect: 'read' },
  { step: 'verify-npm', service: 'npm', method: 'tarball.get', nth: 0, effect: 'read' },
  { step: 'swap-pointer, look', service: 'gcs', method: 'objects.get', nth: 4, effect: 'read' },
  { step: 'swap-pointer', service: 'gcs', method: 'objects.rewrite', nth: 0, effect: 'write' },
  { step: 'swap-pointer, read back', service: 'gcs', method: 'objects.get', nth: 6, effect: 'read' },
  { step: 'purge', service: 'compute', method: 'urlMaps.invalidateCache', nth: 0, effect: 'write' },
  { step: 'purge', service: 'compute', method: 'operations.get', nth: 0, effect: 'read' },
  { step: 'verify-edge', service: 'edge', method: 'edge.get', nth: 1, effect: 'read' },
  { step: 'latest, look', service: 'npm', method: 'packument.get', nth: 4, effect: 'read' },
  { step: 'latest, first', service: 'npm', method: 'dist-tag.put', nth: 0, effect: 'write' },
  { step: 'latest, second', service: 'npm', method: 'dist-tag.put', nth: 1, effect: 'write' },
  { step: 'read-back, pointer', service: 'gcs', method: 'objects.get', nth: 8, effect: 'read' },
  { step: 'read-back, tags', service: 'npm', method: 'packument.get', nth: 8, effect: 'read' },
  { step: 'github-release', service: 'github', method: 'repos.getReleaseByTag', nth: 0, effect: 'read' },
  { step: 'github-release, its tag', service: 'github', method: 'git.getRef', nth: 1, effect: 'read' },
  { step: 'github-release', service: 'github', method: 'repos.generateReleaseNotes', nth: 0, effect: 'read' },
  { step: 'github-release', service: 'github', method: 'repos.createRelease', nth: 0, effect: 'write' },
];

export const ROLLBACK: readonly Call[] = [
  { step: 'swap-pointer', service: 'gcs', method: 'objects.rewrite', nth: 0, effect: 'write' },
  { step: 'swap-pointer, read back', service: 'gcs', method: 'objects.get', nth: 0, effect: 'read' },
  { step: 'swap-pointer, read back beside', service: 'gcs', method: 'objects.get', nth: 1, effect: 'read' },
  { step: 'purge', service: 'compute', method: 'urlMaps.invalidateCache', nth: 0, effect: 'write' },
  { step: 'purge', service: 'compute', method: 'operations.get', nth: 0, effect: 'read' },
  { step: 'verify-edge', service: 'edge', method: 'edge.get', nth: 1, effect: 'read' },
  { step: 'latest, look', service: 'npm', method: 'packument.get', nth: 0, effect: 'read' },
  { step: 'latest, first', service: 'npm', method: 'dist-tag.put', nth: 0, effect: 'write' },
  { step: 'latest, second', service: 'npm', method: 'dist-tag.put', nth: 1, effect: 'write' },
  { step: 'deprecate', service: 'npm', method: 'packument.put', nth: 0, effect: 'write' },
  { step: 'deprecate, second', service: 'npm', method: 'packument.put', nth: 1, effect: 'write' },
  { step: 'deprecate, read back', service: 'npm', method: 'packument.get', nth: 8, effect: 'read' },
  { step: 'staging tag', service: 'npm', method: 'dist-tag.put', nth: 2, effect: 'write' },
  { step: 'mark-release, look', service: 'github', method: 'repos.getReleaseByTag', nth: 0, effect: 'read' },
  { step: 'mark-release', service: 'github', method: 'repos.updateRelease', nth: 0, effect: 'write' },
];

/** Answering for Navi's App where it is a rule of the environment, beside the watch of the run. */
export const ANSWERING: readonly Call[] = [
  {
    step: 'answer-deployment, what waits',
    service: 'github',
    method: 'actions.getPendingDeploymentsForRun',
    nth: 0,
    effect: 'read',
  },
  {
    step: 'answer-deployment, whose',
    service: 'github',
    method: 'repos.getEnvironment',
    nth: 0,
    effect: 'read',
  },
  {
    step: 'answer-deployment',
    service: 'github',
    method: 'actions.reviewCustomGatesForRun',
    nth: 0,
    effect: 'write',
  },
];

/** Finds a run that a person has started by hand, and rejects it. */
export const FOREIGN: readonly Call[] = [
  {
    step: 'find-foreign-runs',
    service: 'github',
    method: 'actions.listWorkflowRuns',
    nth: 0,
    effect: 'read',
  },
  {
    step: 'answer-deployment, its run',
    service: 'github',
    method: 'actions.getWorkflowRun',
    nth: 0,
    effect: 'read',
  },
  {
    step: 'answer-deployment, a rejection',
    service: 'github',
    method: 'actions.reviewCustomGatesForRun',
    nth: 0,
    effect: 'write',
  },
];

/** Saying it, while a rollback goes on; the first edit finds no card, which is then posted. */
export const SLACK: readonly Call[] = [
  { step: 'the card', service: 'slack', method: 'chat.postMessage', nth: 0, effect: 'read' },
  { step: 'a line', service: 'slack', method: 'chat.postMessage', nth: 1, effect: 'read' },
  { step: 'the announcement', service: 'slack', method: 'chat.postMessage', nth: 2, effect: 'read' },
  { step: 'the card, redrawn', service: 'slack', method: 'chat.update', nth: 1, effect: 'read' },
];

export interface Case extends Trouble {
  call: Call;
}

/** Which answer is lost in each call: of a write, that of one that took effect. */
const LOST = { read: 'resets the connection', write: 'takes effect, then resets' };

/**
 * A sum, not a product: each call once with its answer lost, and each trouble once, the writes in turn. How a trouble is
 * taken is the runner's business alone, so each step need not meet each of them.
 */
export function casesOf(calls: readonly Call[]): Case[] {
  const writes = calls.filter(({ effect }) => effect === 'write');
  const inTurn = writes.length > 0 ? writes : calls;
  return TROUBLES.flatMap((trouble, row) => {
    const once = inTurn[row % inTurn.length];
    const met = calls.filter((call) => call === once || LOST[call.effect] === trouble.how);
    return met
      .filter(({ effect }) => effect === 'write' || trouble.writesOnly !== true)
      .map((call) => ({ ...trouble, call }));
  });
}
