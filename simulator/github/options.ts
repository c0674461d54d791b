import { join } from 'node:path';
import { createWorldClock, type WorldClock } from '../kernel/world-clock.ts';
import type { CannedJob } from './runner/canned-job.ts';

/** An account that can call the API. */
export interface Account {
  login: string;
  /** The token that they send; none for people who only write commits. */
  token?: string;
  name: string;
  email: string;
  /** `Bot` cannot ask `GET /user`, as an App's installation cannot. */
  type: 'User' | 'Bot';
}

export interface Hook {
  url: string;
  secret: string;
}

/** An environment of the repository and its protection rules; `POST /_control/environments` changes one. */
export interface EnvironmentSetting {
  name: string;
  /** Logins of people, or `team:` and a team's slug. One of them is enough. */
  reviewers: readonly string[];
  /** The wait timer. GitHub counts whole minutes. */
  waitSeconds: number;
  /** Logins of Apps that are custom deployment protection rules, as `navi[bot]`. */
  apps: readonly string[];
}

/** A ruleset for tags: only logins that may bypass it create, move or delete a tag of this name. */
export interface TagRule {
  /** A pattern, with `*` for anything but a slash. */
  pattern: string;
  /** Logins. */
  bypass: readonly string[];
}

/** How fast the simulated GitHub is; `POST /_control/pace` changes it. */
export interface GithubPace extends Record<string, unknown> {
  /** `real` executes the workflow's commands, `canned` only goes through its jobs and steps. */
  workflow: 'real' | 'canned';
  /** Seconds that each step of a canned run takes. */
  stepSeconds: number;
  /** A GitHub Enterprise Server that does not know the newest fields. */
  enterpriseServer: boolean;
  /** A permission that the App's installation was not given, such as `deployments`; empty for none. */
  lacksPermission: string;
}

export interface GithubOptions {
  /** A bare git repository that is already filled. */
  repository: string;
  /** `owner/name`; default `awell-health/navi`. */
  name?: string;
  /** Default `main`. */
  defaultBranch?: string;
  /** The accounts that may call, by token. Default: the simulated world's people and Navi. */
  accounts?: Account[];
  /** The receivers of events; read again at each event. */
  hooks?: () => Hook[];
  /** Check runs that each commit of the default branch has passed. Default: `ci` by `github-actions`. */
  checks?: { name: string; app: string }[];
  /**
   * The workflow's `vars` and `secrets`; `GITHUB_TOKEN` is added. Read at each run, because some addresses are known
   * only later.
   */
  vars?: () => Record<string, string>;
  secrets?: () => Record<string, string>;
  /** Folders in front of the PATH of each step on the company's own runners: the programs of their image. */
  path?: string[];
  /** The same for the labels of GitHub's own machines, which have none of the company's programs. */
  hostedPath?: string[];
  /** Variables of the runner image, in each step. */
  environment?: Record<string, string>;
  /** Default: none, so that no job waits. */
  environments?: readonly EnvironmentSetting[];
  /** Default: none, so that everyone with write access creates tags. */
  tagRules?: readonly TagRule[];
  /** How many jobs run at once; default 2. */
  runners?: number;
  /** Seconds between a cancelled step's SIGINT and its SIGKILL; default 2 (GitHub's: 7.5, then SIGTERM, then 2.5). */
  cancelGraceSeconds?: number;
  /** The outward effects of a job in a canned run. Without it a canned job just succeeds. */
  canned?: CannedJob;
  pace?: Partial<GithubPace>;
  /** The world's time; default: a clock of its own. */
  clock?: WorldClock;
  /**
   * The folder that stores runs, releases, issues, logs and artifacts, in a folder `github`; without it they end with
   * the process.
   */
  dataDir?: string;
  /** Default 0: a free port. */
  port?: number;
}

export interface Settings extends Required<Omit<GithubOptions, 'dataDir' | 'canned' | 'pace' | 'port'>> {
  canned: CannedJob | undefined;
  dataDir: string;
  kept: boolean;
}

/** The default people of the simulated world. */
const PEOPLE: Account[] = [
  person('ada-okafor', 'ghp_simulated_ada', 'Ada Okafor'),
  person('ben-ivarsson', 'ghp_simulated_ben', 'Ben Ivarsson'),
  person('cleo-martins', 'ghp_simulated_cleo', 'Cleo Martins'),
  person('dev-rao', 'ghp_simulated_dev', 'Dev Rao'),
  {
    login: 'navi[bot]',
    token: 'ghs_simulated_navi',
    name: 'navi[bot]',
    email: 'navi[bot]@users.noreply.github.com',
    type: 'Bot',
  },
];

function person(login: string, token: string, name: string): Account {
  return { login, token, name, email: `${login}@users.noreply.github.com`, type: 'User' };
}

/** Adds the defaults for options that the caller left out. */
export function settle(options: GithubOptions, temporary: string): Settings {
  return {
    repository: options.repository,
    name: options.name ?? 'awell-health/navi',
    defaultBranch: options.defaultBranch ?? 'main',
    accounts: options.accounts ?? PEOPLE,
    hooks: options.hooks ?? (() => []),
    checks: options.checks ?? [{ name: 'ci', app: 'github-actions' }],
    vars: options.vars ?? (() => ({})),
    secrets: options.secrets ?? (() => ({})),
    path: options.path ?? [],
    hostedPath: options.hostedPath ?? [],
    environment: options.environment ?? {},
    environments: options.environments ?? [],
    tagRules: options.tagRules ?? [],
    runners: options.runners ?? 2,
    cancelGraceSeconds: options.cancelGraceSeconds ?? 2,
    canned: options.canned,
    clock: options.clock ?? createWorldClock(),
    dataDir: options.dataDir === undefined ? temporary : join(options.dataDir, 'github'),
    kept: options.dataDir !== undefined,
  };
}
