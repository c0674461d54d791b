import { GithubError, notFound } from './answers.ts';
import { ACTIONS_BOT, type Github, runToken } from './github.ts';
import type { Account } from './options.ts';

/** What a call can ask about its caller. */
export type Access = 'token' | 'app' | 'none';

const HOUR_MS = 3_600_000;
const NOBODY: Account = { login: '', name: '', email: '', type: 'User' };

/**
 * The sender of this `Authorization` header. Throws GitHub's refusal: 401, or 404 for what an unknown caller may not
 * see.
 */
export function identify(github: Github, header: string | undefined, access: Access): Account {
  const token = /^(?:token|bearer) +(?<token>\S+)$/i.exec(header ?? '')?.groups?.['token'];
  if (access === 'app') return identifyApp(github, token);
  if (token === undefined) {
    if (access === 'none') return NOBODY;
    throw new GithubError(401, 'Requires authentication');
  }
  const account = accountOf(github, token);
  if (account === undefined) throw new GithubError(401, 'Bad credentials');
  return account;
}

/** A private repository does not exist for a caller without a token. */
export function requireToken(header: string | undefined): void {
  if (header === undefined || header === '') throw notFound();
}

/** An App's JWT is accepted when it has the form of one. */
function identifyApp(github: Github, token: string | undefined): Account {
  const looksLikeJwt = /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token ?? '');
  if (!looksLikeJwt) throw new GithubError(401, 'A JSON web token could not be decoded');
  return naviOf(github);
}

function accountOf(github: Github, token: string): Account | undefined {
  const known = github.settings.accounts.find((account) => account.token === token);
  if (known !== undefined) return known;
  const until = /^ghs_installation_\d+_(?<until>\d+)$/.exec(token)?.groups?.['until'];
  if (until !== undefined) return Number(until) > github.clock.now() ? naviOf(github) : undefined;
  const run = github.book.records.runs.find((one) => one.status !== 'completed' && runToken(one) === token);
  return run === undefined ? undefined : ACTIONS_BOT;
}

function naviOf(github: Github): Account {
  return github.settings.accounts.find((account) => account.type === 'Bot') ?? ACTIONS_BOT;
}

/** A token of an App's installation, valid for an hour, with the time at which it ends. */
export function mintInstallationToken(
  { clock }: Github,
  installation: number,
): { token: string; expiresAt: string } {
  const until = Math.floor((clock.now() + HOUR_MS) / 1000) * 1000;
  return {
    token: `ghs_installation_${installation}_${until}`,
    expiresAt: `${new Date(until).toISOString().slice(0, 19)}Z`,
  };
}
