import type { ConfigProblem } from './problem.ts';

/** Options that Navi sets on each connection, so that every wait on the database has a limit. */
const OWN_OPTIONS = [
  'statement_timeout',
  'query_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
];

type Given = Readonly<Record<string, string | undefined>>;

/**
 * The host that node-postgres connects to: in a connection string a value in the query overrides the same part of the
 * address, the last of several counts, and `PGHOST` is the default (node-postgres.com, "Connecting"). A path is a
 * socket on this machine.
 */
export function databaseHost(url: string, { PGHOST }: Given): string {
  const parsed = URL.parse(url);
  const inAddress = decodeURIComponent(parsed?.hostname.replace(/^\[|\]$/g, '') ?? '');
  return optionIn(parsed, 'host') || inAddress || PGHOST || 'localhost';
}

/** The passwords in a connection string, both encoded and decoded. */
export function databasePasswords(url: string): string[] {
  const raw = [...(URL.parse(url)?.search ?? '').matchAll(/[?&]password=([^&]*)/g)].flatMap(
    ([, one = '']) => one,
  );
  return [...raw, ...(URL.parse(url)?.searchParams.getAll('password') ?? [])];
}

/** A query that removes Navi's own limits: its values override what the program sets. */
export function databaseProblems({ DATABASE_URL: url = '' }: Given): ConfigProblem[] {
  const { searchParams } = URL.parse(url) ?? {};
  return OWN_OPTIONS.filter((option) => searchParams?.has(option) === true).map((option) => ({
    where: 'environment',
    problem: `DATABASE_URL sets ${option}, which Navi sets itself`,
    fix: `Take ${option} out of DATABASE_URL.`,
  }));
}

function optionIn(url: URL | null, name: string): string | undefined {
  return url?.searchParams.getAll(name).at(-1);
}
