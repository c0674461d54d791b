import { z } from 'zod';
import { isWeakKey } from '../domain/journal-key.ts';
import { databasePasswords, databaseProblems } from './database.ts';
import { parseOnce } from './parse-once.ts';
import type { ConfigProblem } from './problem.ts';
import { productionProblems } from './production.ts';
import {
  Address,
  HOST,
  haveOwnHosts,
  isDecodable,
  isGithubApi,
  isListenable,
  isNetwork,
  isPrivateKey,
  list,
  NOT_DECODABLE,
  path,
  text,
  token,
  Url,
  WEBHOOK_SECRET,
} from './variable-shapes.ts';

/** Earlier keys, the newest first, separated by commas. */
function keysIn(value: string): string[] {
  return value.split(',').map((one) => one.trim());
}

/** Every environment variable that Navi itself reads. */
const Environment = z.object({
  SLACK_BOT_TOKEN: token.startsWith('xoxb-', 'must start with xoxb-'),
  SLACK_APP_TOKEN: token.startsWith('xapp-', 'must start with xapp-').optional(),
  SLACK_SIGNING_SECRET: token.optional(),
  SLACK_API_URL: Url.endsWith('/api/', 'must end in /api/').optional(),
  GITHUB_TOKEN: token.optional(),
  GITHUB_APP_ID: text.regex(/^[A-Za-z0-9.]+$/, 'must be the number or the client id of the app').optional(),
  GITHUB_APP_PRIVATE_KEY: text
    .refine(
      isPrivateKey,
      'must be the private key of the app: an RSA key in a PEM file, on one line with \\n for its line ends',
    )
    .optional(),
  GITHUB_APP_INSTALLATION_ID: text
    .regex(/^\d+$/, "must be the number at the end of the installation's address")
    .optional(),
  GITHUB_API_URL: Url.refine(isGithubApi, 'must end in /api/v3 for GitHub Enterprise Server').optional(),
  GITHUB_WEBHOOK_SECRET: text.optional(),
  GOOGLE_CLOUD_PROJECT: text.regex(
    /^[a-z0-9]([a-z0-9.:-]*[a-z0-9])?$/,
    'must be the id of the project, not its name',
  ),
  GCS_API_URL: Url.optional(),
  COMPUTE_API_URL: Url.optional(),
  MONITORING_API_URL: Url.optional(),
  CDN_PROBE_URLS: text
    .transform((value) => value.split(',').map((one) => one.trim()))
    .pipe(z.array(Url).min(1).refine(haveOwnHosts, 'must be probes at different hosts'))
    .optional(),
  NPM_TOKEN: token,
  NPM_TOKEN_EXPIRES: text
    .pipe(
      z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
        error: 'must be a date such as 2027-02-20',
      }),
    )
    .transform((value) => new Date(value).toISOString())
    .optional(),
  NPM_REGISTRY_URL: Url.optional(),
  NPM_DOWNLOADS_URL: Url.optional(),
  SENTRY_AUTH_TOKEN: token.optional(),
  SENTRY_URL: Url.optional(),
  DATADOG_API_KEY: token.optional(),
  DATADOG_APP_KEY: token.optional(),
  DATADOG_SITE: text
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'must be a site such as datadoghq.eu')
    .default('datadoghq.com'),
  DATADOG_URL: Url.optional(),
  DATABASE_URL: z
    .url({
      protocol: /^postgres(ql)?$/,
      error: 'must be an address such as postgres://user:password@host/database',
    })
    .refine(isDecodable, NOT_DECODABLE)
    .optional(),
  NAVI_DATA_DIR: path.default('.navi'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be an address such as smtp://user:password@host:587' })
    .refine(isDecodable, NOT_DECODABLE)
    .optional(),
  NAVI_MAIL_FROM: text
    .regex(
      /^(?:[^<>\r\n]{0,200}<[^\s<>@,]+@[^\s<>@,]+>|[^\s<>@,]+@[^\s<>@,]+)$/,
      'must be a sender such as Navi <navi@example.com>',
    )
    .optional(),
  NAVI_CUSTOMERS: path.optional(),
  NAVI_CONFIG: path.default('navi.config.yaml'),
  NAVI_JOURNAL_KEY: text.refine(
    (key) => !isWeakKey(key),
    'is too weak: it needs at least 32 characters that are as good as random (96 bits; what is repeated counts once). Make one with: openssl rand -hex 32. One that is in use goes to NAVI_JOURNAL_KEY_PREVIOUS',
  ),
  NAVI_JOURNAL_KEY_PREVIOUS: text.transform(keysIn).pipe(z.array(text)).default([]),
  NAVI_SIMULATED: text.optional(),
  NAVI_WORLD_CLOCK_URL: Url.optional(),
  NAVI_HEARTBEAT_URL: Address.optional(),
  NAVI_PAGER_URL: Address.optional(),
  NAVI_PAGER_SECRET: text
    .regex(
      WEBHOOK_SECRET,
      'must be whsec_ and at least 24 bytes in base64: echo whsec_$(openssl rand -base64 32)',
    )
    .optional(),
  NAVI_MAIL_WEBHOOK_SECRET: text
    .regex(
      WEBHOOK_SECRET,
      'must be whsec_ and at least 24 bytes in base64: echo whsec_$(openssl rand -base64 32)',
    )
    .optional(),
  NAVI_HOST: text
    .refine(isListenable, 'must be a name or an address to listen at, without a port')
    .default('127.0.0.1'),
  NAVI_ALLOWED_HOSTS: list((one) => HOST.test(one), 'must be host names, comma-separated, without ports'),
  NAVI_TRUSTED_PROXIES: list(isNetwork, 'must be addresses or networks such as 10.0.0.0/8, comma-separated'),
  NAVI_ALLOWED_PRIVATE_HOSTS: text
    .refine(
      (hosts) => hosts.split(',').every((one) => HOST.test(one.trim())),
      'must be host names, comma-separated, without ports',
    )
    .optional(),
  NAVI_METRICS_TOKEN: token.min(16, 'must have at least 16 characters').optional(),
  PORT: text
    .regex(/^\d{1,5}$/, 'must be a whole number up to 65535')
    .pipe(z.coerce.number<string>().max(65_535, 'must be a whole number up to 65535'))
    .default(8080),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});
export type Environment = z.infer<typeof Environment>;

/** The variables with secrets: masked in everything that Navi writes. */
export const SECRETS = [
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'GITHUB_TOKEN',
  'GITHUB_APP_PRIVATE_KEY',
  'GITHUB_WEBHOOK_SECRET',
  'NPM_TOKEN',
  'SENTRY_AUTH_TOKEN',
  'DATADOG_API_KEY',
  'DATADOG_APP_KEY',
  'DATABASE_URL',
  'SMTP_URL',
  'NAVI_JOURNAL_KEY',
  'NAVI_JOURNAL_KEY_PREVIOUS',
  'NAVI_METRICS_TOKEN',
  'NAVI_HEARTBEAT_URL',
  'NAVI_PAGER_URL',
  'NAVI_PAGER_SECRET',
  'NAVI_MAIL_WEBHOOK_SECRET',
  'NAVI_TOKEN',
] as const;

/** Characters that come with a pasted value: blanks, line ends and a byte order mark at either end. */
const PASTED = /^[\s\uFEFF]+|[\s\uFEFF]+$/g;

/** The values of the secrets, both as set and as used; and the passwords in addresses. */
export function secretsIn(env: NodeJS.ProcessEnv): string[] {
  const values = SECRETS.flatMap((name) => {
    const value = env[name] ?? '';
    const keys = name === 'NAVI_JOURNAL_KEY_PREVIOUS' ? keysIn(value) : [];
    return [value, value.replace(PASTED, ''), ...keys];
  });
  const passwords = Object.keys(env).flatMap((name) => (name.endsWith('_URL') ? passwordsIn(env[name]) : []));
  const inQuery = databasePasswords((env['DATABASE_URL'] ?? '').replace(PASTED, ''));
  return [...new Set([...values, ...passwords, ...inQuery])].filter((one) => one !== '');
}

/** Both encoded and decoded. */
function passwordsIn(address: string | undefined): string[] {
  const password = URL.parse((address ?? '').replace(PASTED, ''))?.password ?? '';
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

/** Parses the environment into valid values, or returns every problem. Names the variable, never its value. */
export function readEnvironment(env: NodeJS.ProcessEnv): Environment | ConfigProblem[] {
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => {
      const pasted = (value ?? '').replace(PASTED, '');
      return pasted === '' ? [] : [[name, pasted]];
    }),
  );
  const parsed = parseOnce(Environment, given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => problemOf(String(issue.path[0]), issue, given));
  problems.push(...quotedProblems(given), ...togetherFaults(given));
  problems.push(...databaseProblems(given), ...productionProblems(given));
  return parsed.success && problems.length === 0 ? parsed.data : problems;
}

function problemOf(name: string, issue: z.core.$ZodIssue, given: Record<string, unknown>): ConfigProblem {
  const problem = given[name] === undefined ? `${name} is not set` : `${name}: ${issue.message}`;
  return { where: 'environment', problem, fix: `Set ${name}; .env.example says where to get it.` };
}

/** `docker --env-file` and others keep quotes, as a part of the value. */
function quotedProblems(given: Readonly<Record<string, string>>): ConfigProblem[] {
  return Object.keys(Environment.shape)
    .filter((name) => /^(["']).*\1$/s.test(given[name] ?? ''))
    .map((name) => ({
      where: 'environment',
      problem: `${name} is in quotes, which are a part of its value`,
      fix: `Write ${name} without quotes.`,
    }));
}

/** Problems between variables. */
function togetherFaults(given: Record<string, string | undefined>): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const configProblem = (problem: string, fix: string) =>
    problems.push({ where: 'environment', problem, fix });
  if (given['SLACK_APP_TOKEN'] === undefined && given['SLACK_SIGNING_SECRET'] === undefined)
    configProblem(
      'neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set',
      'Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP mode.',
    );
  if ((given['NAVI_PAGER_URL'] === undefined) !== (given['NAVI_PAGER_SECRET'] === undefined))
    configProblem(
      'only one of NAVI_PAGER_URL and NAVI_PAGER_SECRET is set',
      'Set both, or neither: Navi signs each page.',
    );
  const key = given['NAVI_JOURNAL_KEY'];
  if (key !== undefined && keysIn(given['NAVI_JOURNAL_KEY_PREVIOUS'] ?? '').includes(key))
    configProblem(
      'NAVI_JOURNAL_KEY is one of NAVI_JOURNAL_KEY_PREVIOUS',
      'Set a new NAVI_JOURNAL_KEY: one that was changed before is not used again.',
    );
  const app = ['GITHUB_APP_ID', 'GITHUB_APP_PRIVATE_KEY', 'GITHUB_APP_INSTALLATION_ID'];
  const missing = app.filter((name) => given[name] === undefined);
  if (missing.length === app.length && given['GITHUB_TOKEN'] === undefined)
    configProblem('GitHub has no credentials', `Set ${app.join(', ')}, or GITHUB_TOKEN.`);
  if (missing.length > 0 && missing.length < app.length)
    configProblem(
      `${missing.join(', ')} missing for the GitHub App`,
      'Set all three variables of the GitHub App.',
    );
  return problems;
}
