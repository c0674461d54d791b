import type { Scm } from '../../ports/scm.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { readChecks, readJobErrors } from './checks.ts';
import { bindClaim, openClaim, readClaim, revokeClaim } from './claims.ts';
import { type ClientOptions, createClient, type GithubAuth } from './client.ts';
import { answerDeployment, readEnvironment, readPendingDeployments } from './deployments.ts';
import { createDispatch } from './dispatch.ts';
import { createDoor } from './door.ts';
import { createIssue, findIssue } from './issues.ts';
import {
  createOldClaim,
  createTag,
  deleteTag,
  NAVI_TAGGER,
  readBranch,
  readTag,
  type Tagger,
} from './refs.ts';
import { createRelease, generateNotes, readLatestRelease, readRelease, updateRelease } from './releases.ts';
import {
  cancelRun,
  findRuns,
  forceCancelRun,
  readJobs,
  readRun,
  readRunsSince,
  rerunFailedJobs,
} from './runs.ts';
import {
  compareCommits,
  readCommit,
  readDefaultBranch,
  readMonorepo,
  readPackage,
  readTextFile,
  readWorkflow,
} from './source.ts';

export type { GithubAuth } from './client.ts';

export interface GithubOptions extends ClientOptions {
  auth: GithubAuth;
  repository: { owner: string; name: string };
  /** Milliseconds for one call of the port, with all its requests. */
  deadlineMs: number;
  telemetry?: Telemetry;
  /** Whose name Navi's tags carry; part of the tag object, so it must not change while an operation is open. */
  tagger?: Tagger;
}

/** The repository and its workflows on GitHub, through a token or an app's installation. */
export function createGithub(options: GithubOptions): Scm {
  const { repository, deadlineMs, telemetry, tagger = NAVI_TAGGER } = options;
  const run = createDoor({ client: createClient(options), repository, deadlineMs, telemetry });
  const dispatch = createDispatch();
  const appId = 'appId' in options.auth ? options.auth.appId : undefined;
  return {
    defaultBranch: () => run('defaultBranch', readDefaultBranch),
    tag: (name) => run('tag', (door) => readTag(door, name)),
    branch: (name) => run('branch', (door) => readBranch(door, name)),
    commit: (sha) => run('commit', (door) => readCommit(door, sha)),
    compare: (base, head) => run('compare', (door) => compareCommits(door, base, head)),
    checks: (sha, wanted) => run('checks', (door) => readChecks(door, sha, wanted)),
    workflow: (path, commit) => run('workflow', (door) => readWorkflow(door, path, commit)),
    packageAt: (dir, commit) => run('packageAt', (door) => readPackage(door, dir, commit)),
    monorepo: (commit) => run('monorepo', (door) => readMonorepo(door, commit)),
    textFile: (path, commit) => run('textFile', (door) => readTextFile(door, path, commit)),

    createTag: (tag) => run('createTag', (door) => createTag(door, tag, tagger)),
    deleteTag: (tag) => run('deleteTag', (door) => deleteTag(door, tag)),
    dispatch: (what) => run('dispatch', (door) => dispatch(door, what)),
    findRuns: (what) => run('findRuns', (door) => findRuns(door, what)),
    run: (id) => run('run', (door) => readRun(door, id)),
    jobs: (id) => run('jobs', (door) => readJobs(door, id)),
    jobErrors: (id) => run('jobErrors', (door) => readJobErrors(door, id)),
    pendingDeployments: (id) => run('pendingDeployments', (door) => readPendingDeployments(door, id)),
    environment: (name) => run('environment', (door) => readEnvironment(door, name, appId)),
    answerDeployment: (answer) => run('answerDeployment', (door) => answerDeployment(door, answer)),
    runsSince: (what) => run('runsSince', (door) => readRunsSince(door, what)),
    cancelRun: (id) => run('cancelRun', (door) => cancelRun(door, id)),
    forceCancelRun: (id) => run('forceCancelRun', (door) => forceCancelRun(door, id)),
    rerunFailedJobs: (id) => run('rerunFailedJobs', (door) => rerunFailedJobs(door, id)),
    claim: (operation) => run('claim', (door) => readClaim(door, operation)),
    openClaim: (claim) => run('openClaim', (door) => openClaim(door, claim, tagger)),
    bindClaim: (claim) => run('bindClaim', (door) => bindClaim(door, claim, tagger)),
    revokeClaim: (claim) => run('revokeClaim', (door) => revokeClaim(door, claim, tagger)),
    createOldClaim: (claim) => run('createOldClaim', (door) => createOldClaim(door, claim)),

    findIssue: (marker) => run('findIssue', (door) => findIssue(door, marker)),
    createIssue: (issue) => run('createIssue', (door) => createIssue(door, issue)),
    latestRelease: () => run('latestRelease', (door) => readLatestRelease(door)),
    updateRelease: (change) => run('updateRelease', (door) => updateRelease(door, change)),
    releaseByTag: (tag) => run('releaseByTag', (door) => readRelease(door, tag)),
    generateNotes: (notes) => run('generateNotes', (door) => generateNotes(door, notes)),
    createRelease: (release) => run('createRelease', (door) => createRelease(door, release)),
  };
}
