import type { WorldClock } from '../kernel/world-clock.ts';
import type { Environments } from './environments.ts';
import type { Git } from './git/git.ts';
import type { IdTokens } from './id-tokens.ts';
import type { Account, GithubPace, Settings } from './options.ts';
import type { Dependabot, Permissions } from './permissions.ts';
import type { Book, RunRecord } from './records.ts';
import type { Runner } from './runner/runner.ts';
import type { TagRules } from './tag-rules.ts';

/** The parts of the simulated GitHub, without the part that runs workflows. */
export interface GithubFacts {
  clock: WorldClock;
  settings: Settings;
  pace: GithubPace;
  git: Git;
  book: Book;
  environments: Environments;
  rules: TagRules;
  permissions: Permissions;
  dependabot: Dependabot;
  idTokens: IdTokens;
  /** The address on which it listens: API, pages and `GITHUB_SERVER_URL` alike. */
  url: () => string;
  /** Sends an event to every hook. */
  emit: (event: string, payload: Record<string, unknown>) => void;
}

/** Everything that the calls of the simulated GitHub use. */
export interface Github extends GithubFacts {
  runner: Runner;
}

/** The account behind a run's own token. */
export const ACTIONS_BOT: Account = {
  login: 'github-actions[bot]',
  name: 'github-actions[bot]',
  email: '41898282+github-actions[bot]@users.noreply.github.com',
  type: 'Bot',
};

/** The token of a run's attempt; the API accepts it until the run has ended. */
export function runToken(run: RunRecord): string {
  return `ghs_run_${run.id}_${run.attempt}`;
}

/** The address of the repository in the API. */
export function apiUrl(github: GithubFacts, path = ''): string {
  return `${github.url()}/repos/${github.settings.name}${path}`;
}

/** The address of the repository's pages. */
export function pageUrl(github: GithubFacts, path = ''): string {
  return `${github.url()}/${github.settings.name}${path}`;
}
