import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault } from '../kernel/faults.ts';
import { createKernel, type Kernel } from '../kernel/kernel.ts';
import { errorResponse } from './answers.ts';
import { addGithubControl } from './control.ts';
import { createDoor } from './door.ts';
import { createEnvironments } from './environments.ts';
import { addFeedbackControl } from './feedback-control.ts';
import { openGit } from './git/git.ts';
import { listRefs, restoreRefs } from './git/refs.ts';
import { addGitHttp } from './git-http.ts';
import type { Github, GithubFacts } from './github.ts';
import { addGraphql } from './graphql.ts';
import { createIdTokens } from './id-tokens.ts';
import { type GithubOptions, type GithubPace, settle } from './options.ts';
import { addPages } from './pages.ts';
import { createDependabot, createPermissions } from './permissions.ts';
import { openBook } from './records.ts';
import { createReporter } from './reporter.ts';
import { addAccounts } from './rest/accounts.ts';
import { addAlerts } from './rest/alerts.ts';
import { addChecks } from './rest/checks.ts';
import { addContents } from './rest/contents.ts';
import { addDeployments } from './rest/deployments.ts';
import { addEnvironments } from './rest/environments.ts';
import { addGitObjects } from './rest/git-objects.ts';
import { addGitRefs } from './rest/git-refs.ts';
import { addIdTokens } from './rest/id-tokens.ts';
import { addIssues } from './rest/issues.ts';
import { addReleases } from './rest/releases.ts';
import { addRepository } from './rest/repository.ts';
import { addRulesets } from './rest/rulesets.ts';
import { addRuns } from './rest/runs.ts';
import { addTimeline } from './rest/timeline.ts';
import { addWorkflows } from './rest/workflows.ts';
import { createRunner } from './runner/runner.ts';
import { endLostRuns, worldOf } from './runs.ts';
import { createTagRules } from './tag-rules.ts';
import { viewOf } from './view.ts';
import { createWebhooks } from './webhooks.ts';

export type { GithubOptions } from './options.ts';
export type { CannedJob } from './runner/canned-job.ts';

export interface RunningGithub {
  url: string;
  /** Stores the present refs, runs and records as the state to which `POST /_control/reset` returns. */
  markBeginning(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the simulated GitHub: its REST API at the root of the address, webhooks, and a runner that executes
 * workflows. Calls are named as Octokit names its methods (`git.createRef`, `actions.createWorkflowDispatch`);
 * faults take these names, and `deliver.webhook` for what it sends.
 */
export async function startGithub(options: GithubOptions): Promise<RunningGithub> {
  const temporary = mkdtempSync(join(tmpdir(), 'navi-github-'));
  const settings = settle(options, temporary);
  const book = openBook(settings.kept ? join(settings.dataDir, 'records.json') : undefined);
  const git = openGit(settings.repository);
  const refs = async () => Object.fromEntries((await listRefs(git)).map(({ name, sha }) => [name, sha]));
  if (Object.keys(book.records.baseline).length === 0) book.records.baseline = await refs();
  endLostRuns(book.records.runs, settings.clock);
  const pace: GithubPace = {
    workflow: 'real',
    stepSeconds: 0,
    enterpriseServer: false,
    lacksPermission: '',
    ...options.pace,
  };
  const { kernel, github, webhooks, at } = assemble({ settings, book, git, pace });
  addCalls(kernel, github);
  const listening = await kernel.listen(options.port ?? 0);
  at(listening.url);
  return {
    url: listening.url,
    markBeginning: async () => book.mark(await refs()),
    close: async () => {
      await github.runner.stop();
      webhooks.close();
      await listening.close();
      book.flush();
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}

type Parts = Pick<Github, 'settings' | 'book' | 'git' | 'pace'>;

/** Puts the parts together; `at` gives them the address, which is known only when the kernel listens. */
function assemble({ settings, book, git, pace }: Parts) {
  let url = '';
  const { clock } = settings;
  const kernel = createKernel({
    name: 'github',
    clock,
    requestIdHeader: 'x-github-request-id',
    pace,
    renderError,
    renderUnbuilt: (what) => errorResponse(405, what),
    state: () => viewOf(github),
    reset: async () => {
      await github.runner.stop();
      book.clear();
      facts.environments.reset();
      facts.rules.setEnforced(true);
      facts.permissions.reset();
      facts.dependabot.setEnabled(true);
      await restoreRefs(git, book.records.baseline);
    },
  });
  const webhooks = createWebhooks({ kernel, clock }, settings.hooks);
  const facts: GithubFacts = {
    clock,
    settings,
    pace,
    git,
    book,
    environments: createEnvironments(settings.environments, clock),
    rules: createTagRules(settings.tagRules),
    permissions: createPermissions(),
    dependabot: createDependabot(),
    idTokens: createIdTokens({ clock, url: () => url, repository: settings.name }),
    url: () => url,
    emit: webhooks.emit,
  };
  const runner = createRunner({
    world: worldOf(facts),
    reporter: createReporter(facts),
    id: book.id,
    environments: facts.environments,
  });
  const github: Github = { ...facts, runner };
  return {
    kernel,
    github,
    webhooks,
    at: (address: string) => {
      url = address;
    },
  };
}

function addCalls(kernel: Kernel, github: Github): void {
  const door = createDoor(kernel, github);
  addAccounts(door, github);
  addContents(door, github);
  addGitRefs(door, github);
  addGraphql(door, github);
  addGitObjects(door, github);
  addChecks(door, github);
  addRepository(door, github);
  addReleases(door, github);
  addIssues(door, github);
  addTimeline(door, github);
  addAlerts(door, github);
  addWorkflows(door, github);
  addRuns(door, github);
  addEnvironments(door, github);
  addRulesets(door, github);
  addDeployments(door, github);
  addIdTokens(kernel, github);
  addGitHttp(kernel, github);
  addGithubControl(kernel, github);
  addFeedbackControl(kernel, github);
  addPages(kernel.app, github);
}

/**
 * A call that a fault breaks, in GitHub's words; `rate-limit` is the secondary limit, which Octokit's throttling
 * recognises by its text.
 */
function renderError(fault: Fault, status: number): Response {
  const secondary =
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  return errorResponse(status, fault.error ?? (status === 429 ? secondary : 'Server Error'));
}
