import type { Feedback } from '../../ports/feedback.ts';
import type { Scm } from '../../ports/scm.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { readAccess, readTagRulesets } from './access.ts';
import { readChecks, readJobErrors } from './checks.ts';
import { bindClaim, openClaim, readClaim, revokeClaim } from './claims.ts';
import { type ClientOptions, createClient, type GithubAuth } from './client.ts';
import { answerDeployment, readEnvironment, readPendingDeployments } from './deployments.ts';
import { createDispatch } from './dispatch.ts';
import { createDoor } from './door.ts';
import { readLabelled, readLabellings, readVulnerabilities } from './feedback.ts';
import { createIssue, findIssue } from './issues.ts';
import {
  createOldClaim,
  createTag,
  deleteTag,
  NAVI_TAGGER,
  readBranch,
  readTag,
  readTagOf,
  restoreTag,
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
  /** The tagger of Navi's tags; part of the tag object, so it must not change while an operation is open. */
  tagger?: Tagger;
}

/** The repository and its workflows on GitHub, through a token or an app's installation. */
export function createGithub(options: GithubOptions): Scm & Feedback {
  const { repository, deadlineMs, telemetry, tagger = NAVI_TAGGER } = options;
  const { read, write, send } = createDoor({
    client: createClient(options),
    repository,
    deadlineMs,
    telemetry,
  });
  const dispatch = createDispatch();
  const appId = 'appId' in options.auth ? options.auth.appId : undefined;
  return {
    access: () => read('access', readAccess),
    tagRulesets: () => read('tagRulesets', readTagRulesets),
    defaultBranch: () => read('defaultBranch', readDefaultBranch),
    tag: (name) => read('tag', (door) => readTag(door, name)),
    branch: (name) => read('branch', (door) => readBranch(door, name)),
    commit: (sha) => read('commit', (door) => readCommit(door, sha)),
    compare: (base, head) => read('compare', (door) => compareCommits(door, base, head)),
    checks: (sha, wanted) => read('checks', (door) => readChecks(door, sha, wanted)),
    workflow: (path, commit) => read('workflow', (door) => readWorkflow(door, path, commit)),
    packageAt: (dir, commit) => read('packageAt', (door) => readPackage(door, dir, commit)),
    monorepo: (commit) => read('monorepo', (door) => readMonorepo(door, commit)),
    textFile: (path, commit) => read('textFile', (door) => readTextFile(door, path, commit)),

    createTag: (tag) => write('createTag', (door) => createTag(door, tag, tagger)),
    deleteTag: (tag) => send('deleteTag', (door) => deleteTag(door, tag)),
    tagObject: (object) => read('tagObject', (door) => readTagOf(door, object)),
    restoreTag: (tag) => send('restoreTag', (door) => restoreTag(door, tag)),
    dispatch: (what) => write('dispatch', (door) => dispatch(door, what)),
    findRuns: (what) => read('findRuns', (door) => findRuns(door, what)),
    run: (id) => read('run', (door) => readRun(door, id)),
    jobs: (id) => read('jobs', (door) => readJobs(door, id)),
    jobErrors: (id) => read('jobErrors', (door) => readJobErrors(door, id)),
    pendingDeployments: (id) => read('pendingDeployments', (door) => readPendingDeployments(door, id)),
    environment: (name) => read('environment', (door) => readEnvironment(door, name, appId)),
    answerDeployment: (answer) => send('answerDeployment', (door) => answerDeployment(door, answer)),
    runsSince: (what) => read('runsSince', (door) => readRunsSince(door, what)),
    cancelRun: (id) => send('cancelRun', (door) => cancelRun(door, id)),
    forceCancelRun: (id) => send('forceCancelRun', (door) => forceCancelRun(door, id)),
    rerunFailedJobs: (id) => send('rerunFailedJobs', (door) => rerunFailedJobs(door, id)),
    claim: (operation) => read('claim', (door) => readClaim(door, operation)),
    openClaim: (claim) => write('openClaim', (door) => openClaim(door, claim, tagger)),
    bindClaim: (claim) => write('bindClaim', (door) => bindClaim(door, claim, tagger)),
    revokeClaim: (claim) => write('revokeClaim', (door) => revokeClaim(door, claim, tagger)),
    createOldClaim: (claim) => send('createOldClaim', (door) => createOldClaim(door, claim)),

    findIssue: (marker) => read('findIssue', (door) => findIssue(door, marker)),
    createIssue: (issue) => write('createIssue', (door) => createIssue(door, issue)),
    latestRelease: () => read('latestRelease', (door) => readLatestRelease(door)),
    updateRelease: (change) => send('updateRelease', (door) => updateRelease(door, change)),
    releaseByTag: (tag) => read('releaseByTag', (door) => readRelease(door, tag)),
    generateNotes: (notes) => read('generateNotes', (door) => generateNotes(door, notes)),
    createRelease: (release) => write('createRelease', (door) => createRelease(door, release)),

    labelled: (query) => read('labelled', (door) => readLabelled(door, query)),
    labellings: (query) => read('labellings', (door) => readLabellings(door, query)),
    vulnerabilities: (query) => read('vulnerabilities', (door) => readVulnerabilities(door, query)),
  };
}
