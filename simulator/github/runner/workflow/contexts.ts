import type { WorldClock } from '../../../kernel/world-clock.ts';
import type { Git } from '../../git/git.ts';
import type { IdTokens } from '../../id-tokens.ts';
import type { GithubPace, Settings } from '../../options.ts';
import type { JobRecord, RunRecord } from '../../records.ts';
import type { Machine } from '../machine.ts';
import { typedInputs } from './inputs.ts';
import type { Workflow } from './workflow.ts';

/** What the runner takes from its surroundings. */
export interface RunnerWorld {
  clock: WorldClock;
  settings: Settings;
  pace: GithubPace;
  git: Git;
  idTokens: IdTokens;
  /** The simulated GitHub's address: API and pages alike. */
  url: () => string;
  /** The token of a run; the API accepts it until the run has ended. */
  tokenOf: (run: RunRecord) => string;
}

/** Contexts that are the same for every job of a run. */
export function runContexts(world: RunnerWorld, run: RunRecord, workflow: Workflow): Record<string, unknown> {
  const token = world.tokenOf(run);
  return {
    github: githubContext(world, run),
    inputs: typedInputs(run.inputs, workflow.inputs ?? {}),
    vars: world.settings.vars(),
    secrets: { ...world.settings.secrets(), GITHUB_TOKEN: token, github_token: token },
  };
}

function githubContext(world: RunnerWorld, run: RunRecord): Record<string, unknown> {
  const { name } = world.settings;
  return {
    token: world.tokenOf(run),
    event_name: run.event,
    event: eventOf(world, run),
    ref: run.ref,
    ref_name: shortRef(run.ref),
    ref_type: run.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    sha: run.sha,
    repository: name,
    repository_owner: name.split('/')[0],
    run_id: String(run.id),
    run_number: String(run.number),
    run_attempt: String(run.attempt),
    actor: run.actor,
    triggering_actor: run.triggeringActor,
    workflow: run.workflow.name,
    workflow_ref: `${name}/${run.workflow.path}@${run.ref}`,
    workflow_sha: run.sha,
    api_url: world.url(),
    server_url: world.url(),
    head_ref: '',
    base_ref: '',
  };
}

/** The payload of the event that started the run: the part that a workflow reads. */
export function eventOf(world: RunnerWorld, run: RunRecord): Record<string, unknown> {
  const [owner, name] = world.settings.name.split('/');
  const common = {
    repository: {
      name,
      full_name: world.settings.name,
      default_branch: world.settings.defaultBranch,
      owner: { login: owner },
    },
    sender: { login: run.actor },
    ref: run.ref,
  };
  if (run.event === 'push') return { ...common, after: run.sha, head_commit: { id: run.sha } };
  return { ...common, inputs: run.inputs, workflow: run.workflow.path };
}

/** The variables that every step has (docs.github.com "Store information in variables", default variables). */
export function runnerVariables(
  world: RunnerWorld,
  run: RunRecord,
  { job, machine }: { job: JobRecord; machine: Machine },
): Record<string, string> {
  const context = githubContext(world, run);
  const names = [
    'event_name',
    'ref',
    'ref_name',
    'ref_type',
    'sha',
    'repository',
    'repository_owner',
    'run_id',
    'run_number',
    'run_attempt',
    'actor',
    'triggering_actor',
    'workflow',
    'workflow_ref',
    'workflow_sha',
    'api_url',
    'server_url',
  ];
  const variables = names.map((name) => [`GITHUB_${name.toUpperCase()}`, String(context[name] ?? '')]);
  return {
    ...Object.fromEntries(variables),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_JOB: job.key,
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: process.arch === 'arm64' ? 'ARM64' : 'X64',
    RUNNER_NAME: 'simulated-runner',
    RUNNER_ENVIRONMENT: machine,
  };
}

/** A branch's or tag's name without `refs/heads/` or `refs/tags/`. */
export function shortRef(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, '');
}
