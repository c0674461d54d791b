import { createHash } from 'node:crypto';
import {
  parsePackageFile,
  parseReleaseFile,
  workspaceFolders,
} from '../../../src/adapters/github/monorepo-files.ts';
import { parseWorkflow } from '../../../src/adapters/github/workflow-file.ts';
import type { EnvironmentRules } from '../../../src/domain/protection.ts';
import type { Check, Commit, Scm, Tag } from '../../../src/ports/scm.ts';
import { ServiceError, type ServiceErrorKind } from '../../../src/ports/service-error.ts';
import { createFakeClaims, type FakeClaims } from './claims.ts';
import { type Knobs, withKnobs } from './knobs.ts';
import { createFakeRuns, type FakeRuns } from './scm-runs.ts';

type Files = Readonly<Record<string, string>>;

interface FakeCommit extends Commit {
  parent: string | undefined;
  files: Files;
}

export interface FakeScm
  extends Scm,
    Knobs<keyof Scm>,
    Omit<FakeRuns, 'start'>,
    Pick<FakeClaims, 'claims' | 'claimFor'> {
  /** Commits on top of the default branch; `files` are laid over those before it, `without` deletes. Gives the sha. */
  push(commit: { title: string; files?: Files; without?: readonly string[]; on?: string }): string;
  /** Puts a tag there as another writer would. */
  putTag(name: string, commit: string): Tag;
  /** Puts a branch there; a bare name means it, also where a tag has the same one. */
  putBranch(name: string, commit: string): void;
  setChecks(sha: string, checks: readonly Check[]): void;
  /** What generated notes are from now on. */
  setNotes(text: string): void;
  environments: Map<string, EnvironmentRules>;
  tags: Map<string, Tag>;
  /** Annotated tags' objects and their commits; what is deleted here was collected by GitHub. */
  tagObjects: Map<string, string>;
  issues: { number: number; url: string; title: string; body: string }[];
  releases: Map<string, { id: number; url: string; body: string; title: string; latest: boolean }>;
}

const BRANCH = 'main';
const REPOSITORY = 'https://github.example/awell-health/navi';

/** A repository and its workflow runs in memory. Dispatch answers with the run it made unless `setTellsRun(false)`. */
export function createFakeScm(now: () => Date = () => new Date()): FakeScm {
  const commits = new Map<string, FakeCommit>();
  const checks = new Map<string, readonly Check[]>();
  const tags = new Map<string, Tag>();
  const tagObjects = new Map<string, string>();
  const branches = new Map<string, string>();
  const claims = createFakeClaims();
  const releases: FakeScm['releases'] = new Map();
  const issues: FakeScm['issues'] = [];
  const environments: FakeScm['environments'] = new Map();
  const runs = createFakeRuns(now);
  let head: string | undefined;
  let notes: string | undefined;

  const fileAt = (path: string, commit: string) => commits.get(commit)?.files[path];

  function push({ title, files = {}, without = [], on = head }: Parameters<FakeScm['push']>[0]): string {
    const sha = sha1(`${on} ${title} ${JSON.stringify(files)} ${commits.size}`);
    const below = on === undefined ? {} : (commits.get(on)?.files ?? {});
    commits.set(sha, {
      sha,
      title,
      author: 'dev-rao',
      committedAt: now().toISOString(),
      url: `${REPOSITORY}/commit/${sha}`,
      pull: null,
      parent: on,
      files: Object.fromEntries(
        Object.entries({ ...below, ...files }).filter(([path]) => !without.includes(path)),
      ),
    });
    if (on === head) head = sha;
    return sha;
  }

  function ancestry(sha: string): string[] {
    const chain: string[] = [];
    for (let at: string | undefined = sha; at !== undefined; at = commits.get(at)?.parent) chain.push(at);
    return chain;
  }

  function mustResolve(commit: string | undefined, call: string): FakeCommit {
    const found = commits.get(commit ?? '');
    if (found === undefined) throw fault(call, 'refused', `No commit found for: ${commit}`);
    return found;
  }

  const reads: Reads = {
    access: async () => ({ permissions: null, canPush: true, expiresAt: null }),
    tagRulesets: async () => [],
    defaultBranch: async () => {
      if (head === undefined) throw fault('defaultBranch', 'refused', 'the repository is empty');
      return { name: BRANCH, head };
    },
    tag: async (name) => tags.get(name),
    tagObject: async (object) => {
      const commit = tagObjects.get(object);
      return commit === undefined ? undefined : { commit };
    },
    branch: async (name) => {
      const found = name === BRANCH ? head : branches.get(name);
      return found === undefined ? undefined : { head: found };
    },
    commit: async (sha) => bare(commits.get(sha)),
    compare: async (base, against) => {
      const from = ancestry(mustResolve(base, 'compare').sha);
      const to = ancestry(mustResolve(against, 'compare').sha);
      const ahead = to.filter((sha) => !from.includes(sha));
      const isBehind = from.some((sha) => !to.includes(sha));
      const state = ahead.length > 0 ? (isBehind ? 'diverged' : 'ahead') : isBehind ? 'behind' : 'identical';
      const isUnrelated = !to.some((sha) => from.includes(sha));
      if (isUnrelated) return { is: 'unrelated', commits: [], inAll: 0, url: '' };
      const listed = ahead.reverse().flatMap((sha) => bare(commits.get(sha)) ?? []);
      const url = `${REPOSITORY}/compare/${base}...${against}`;
      return { is: state, commits: listed.slice(-100), inAll: ahead.length, url };
    },
    checks: async (sha, wanted) =>
      (checks.get(sha) ?? []).filter((check) => wanted.some(({ name }) => name === check.name)),
    workflow: async (path, ref) => {
      const text = fileAt(path, ref);
      if (text === undefined) return undefined;
      return { path, blob: sha1(`blob ${Buffer.byteLength(text)}\0${text}`), ...parseWorkflow(text) };
    },
    packageAt: async (dir, ref) => {
      const text = fileAt(`${dir}/package.json`, ref);
      const read = text === undefined ? undefined : parsePackageFile(text);
      return read?.is === 'read' ? read.value : undefined;
    },
    monorepo: async (commit) => {
      const files = commits.get(commit)?.files ?? {};
      const paths = Object.keys(files);
      const read = parseReleaseFile(files['navi.release.json'] ?? '');
      return {
        releaseFile: read.is === 'read' ? read.value : { problem: read.problem },
        workspace: workspaceFolders(files['package.json'] ?? '', paths),
        files: Object.fromEntries(
          Object.entries(files).map(([path, text]) => [
            path,
            sha1(`blob ${Buffer.byteLength(text)}\0${text}`),
          ]),
        ),
        changesets: paths.filter((path) => /^\.changeset\/[^/]+$/.test(path)),
        isCut: false,
      };
    },
    environment: async (name) => environments.get(name),
    textFile: async (path, ref) => fileAt(path, ref),
    findIssue: async (marker) => issues.find((issue) => issue.body.includes(marker)),
    latestRelease: async () => {
      const found = [...releases].findLast(([, release]) => release.latest);
      return found === undefined ? undefined : { tag: found[0] };
    },
    releaseByTag: async (tag) => {
      const found = releases.get(tag);
      return found === undefined ? undefined : { id: found.id, url: found.url, body: found.body };
    },
    generateNotes: async ({ tag, previous }) =>
      notes ?? `## What's Changed\n\n${previous ?? 'the beginning'}...${tag}`,
  };

  const writes: Writes = {
    createTag: async ({ name, commit, message, date }) => {
      if (!commits.has(commit)) throw fault('createTag', 'refused', 'Object does not exist');
      const object = sha1(JSON.stringify([name, commit, message, date]));
      if (tags.has(name)) throw fault('createTag', 'conflict', 'Reference already exists');
      tags.set(name, { commit, object });
      tagObjects.set(object, commit);
      return { commit, object };
    },
    deleteTag: async ({ name, object }) => {
      if (tags.get(name)?.object !== object) throw fault('deleteTag', 'conflict', 'it is another tag');
      tags.delete(name);
      return {};
    },
    restoreTag: async ({ name, object, from }) => {
      if ((tags.get(name)?.object ?? null) !== from)
        throw fault('restoreTag', 'conflict', 'it is another tag');
      const commit = tagObjects.get(object) ?? (commits.has(object) ? object : undefined);
      if (commit === undefined) throw fault('restoreTag', 'refused', 'Object does not exist');
      tags.set(name, { commit, object });
      return {};
    },
    dispatch: async ({ workflow, ref, inputs }) => {
      const { sha } = mustResolve(tags.get(ref.replace('refs/tags/', ''))?.commit, 'dispatch');
      const text = fileAt(workflow, sha);
      if (text === undefined) throw fault('dispatch', 'refused', 'Not Found');
      const declared = parseWorkflow(text).inputs;
      const unknown = Object.keys(inputs).filter((name) => !declared.includes(name));
      if (unknown.length > 0)
        throw fault('dispatch', 'refused', `Unexpected inputs provided: ${JSON.stringify(unknown)}`);
      return runs.start({ workflow, commit: sha, inputs });
    },
    createIssue: async (issue) => {
      const made = { ...issue, number: issues.length + 1, url: `${REPOSITORY}/issues/${issues.length + 1}` };
      issues.push(made);
      return { number: made.number, url: made.url };
    },
    updateRelease: async ({ id, body, latest }) => {
      const found = [...releases.values()].find((one) => one.id === id);
      if (found === undefined) throw fault('updateRelease', 'refused', 'Not Found');
      if (body !== undefined) found.body = body;
      if (latest !== undefined) for (const one of releases.values()) one.latest = one === found;
      return {};
    },
    createRelease: async ({ tag, commit, title, body, latest }) => {
      if (releases.has(tag)) throw fault('createRelease', 'conflict', 'already_exists');
      if (!tags.has(tag)) tags.set(tag, { commit, object: commit });
      const release = {
        id: releases.size + 1,
        url: `${REPOSITORY}/releases/tag/${tag}`,
        body,
        title,
        latest,
      };
      releases.set(tag, release);
      return { id: release.id, url: release.url };
    },
  };
  const { start, ...runSide } = runs;
  const own = {
    push,
    environments,
    tags,
    tagObjects,
    releases,
    issues,
    setNotes: (text: string) => {
      notes = text;
    },
    putBranch: (name: string, commit: string) => void branches.set(name, commit),
    setChecks: (sha: string, found: readonly Check[]) => void checks.set(sha, found),
    putTag: (name: string, commit: string) => {
      const tag = { commit, object: commit };
      tags.set(name, tag);
      return tag;
    },
  };
  return withKnobs('github', { ...own, ...claims, ...runSide, ...reads, ...writes }, SCM_CALLS, SCM_WRITES);
}

type Writes = Pick<
  Scm,
  'createTag' | 'deleteTag' | 'restoreTag' | 'dispatch' | 'createIssue' | 'createRelease' | 'updateRelease'
>;
type Reads = Omit<Scm, keyof Writes | keyof FakeRuns | keyof FakeClaims>;

/** Every method of the port. */
const SCM_CALLS = [
  'defaultBranch',
  'tag',
  'tagObject',
  'branch',
  'commit',
  'compare',
  'checks',
  'workflow',
  'packageAt',
  'monorepo',
  'textFile',
  'createTag',
  'deleteTag',
  'restoreTag',
  'dispatch',
  'findRuns',
  'run',
  'jobs',
  'jobErrors',
  'pendingDeployments',
  'environment',
  'answerDeployment',
  'runsSince',
  'cancelRun',
  'forceCancelRun',
  'rerunFailedJobs',
  'claim',
  'openClaim',
  'bindClaim',
  'revokeClaim',
  'createOldClaim',
  'findIssue',
  'createIssue',
  'latestRelease',
  'updateRelease',
  'releaseByTag',
  'generateNotes',
  'createRelease',
] as const satisfies readonly (keyof Scm)[];

const SCM_WRITES = [
  'createTag',
  'deleteTag',
  'restoreTag',
  'dispatch',
  'answerDeployment',
  'cancelRun',
  'forceCancelRun',
  'rerunFailedJobs',
  'openClaim',
  'bindClaim',
  'revokeClaim',
  'createOldClaim',
  'createIssue',
  'updateRelease',
  'createRelease',
] as const satisfies readonly (keyof Scm)[];

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

function bare(found: FakeCommit | undefined): Commit | undefined {
  if (found === undefined) return undefined;
  const { parent, files, ...commit } = found;
  return commit;
}

function fault(call: string, kind: ServiceErrorKind, problem: string): ServiceError {
  return new ServiceError({ service: 'github', call, kind, problem });
}
